"""Lists narrowed by department: the one of the row's day, whoever has moved since."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from attendance.models import EmployeeDepartment
from attendance.selectors.departments import in_department, local_day
from identity.models import Employee


class DepartmentFilter(admin.SimpleListFilter):
    """The departments of the caller's sites; a plain field filter would show everybody's."""

    title = "department"
    parameter_name = "department"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        perm = f"{model_admin.opts.app_label}.view_{model_admin.opts.model_name}"
        names: set[str] = set()
        for model in (Employee, EmployeeDepartment):
            rows = model.objects.for_user(request.user, perm).exclude(department="")
            names |= set(rows.order_by().values_list("department", flat=True).distinct())
        return [(name, name) for name in sorted(names)]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(employee__department=self.value()) if self.value() else queryset


class ThenDepartmentFilter(DepartmentFilter):
    """Rows of a day about people who were in a department on it."""

    def day(self) -> Any:
        return F("day")

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value()
        return in_department(queryset, name, on=self.day()) if name else queryset


class PunchDepartmentFilter(ThenDepartmentFilter):
    def day(self) -> Any:
        return local_day("at")


class StartDepartmentFilter(ThenDepartmentFilter):
    def day(self) -> Any:
        return local_day("start")


class OwnDepartmentFilter(DepartmentFilter):
    """Rows that name a department themselves: days, the one of the day, whoever has moved since."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(department=self.value()) if self.value() else queryset


class OffDepartmentFilter(DepartmentFilter):
    """Rows of a department itself, and of its people."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value()
        wanted = Q(department=name) | Q(employee__department=name)
        return queryset.filter(wanted) if name else queryset
