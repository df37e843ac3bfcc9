"""What attendance's admin pages share: filters by group, and services that may refuse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from attendance import services
from attendance.models import Shift, ShiftAssignment
from factory.core.errors import DomainError
from factory.sites.admin_base import ScopedAdmin
from identity.models import Employee


class DepartmentFilter(admin.SimpleListFilter):
    """The departments of the caller's sites; a plain field filter would show everybody's."""

    title = "department"
    parameter_name = "department"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        perm = f"{model_admin.opts.app_label}.view_{model_admin.opts.model_name}"
        people = Employee.objects.for_user(request.user, perm).exclude(department="")
        names = people.order_by("department").values_list("department", flat=True).distinct()
        return [(name, name) for name in names]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(employee__department=self.value()) if self.value() else queryset


class DayDepartmentFilter(DepartmentFilter):
    """Days of a department, whoever has moved since."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(department=self.value()) if self.value() else queryset


class OffDepartmentFilter(DepartmentFilter):
    """Rows of a department itself, and of its people."""

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value()
        wanted = Q(department=name) | Q(employee__department=name)
        return queryset.filter(wanted) if name else queryset


class OnShiftFilter(admin.SimpleListFilter):
    """The people who are or were given a shift, by itself or within a pattern, at the caller's sites."""

    title = "people on shift"
    parameter_name = "on_shift"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        perm = f"{model_admin.opts.app_label}.view_{model_admin.opts.model_name}"
        shifts = Shift.objects.for_user(request.user, perm).order_by("name")
        return [(str(pk), name) for pk, name in shifts.values_list("pk", "name")]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value or not value.isdecimal():
            return queryset
        return queryset.filter(employee_id__in=ShiftAssignment.objects.people_on(int(value)))


class RosterForm(forms.ModelForm[Any]):
    """Asks what the service would refuse, while there is still a page to say so on."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, which the stubs leave out
        if self.errors:
            return
        try:
            services.check_roster(self.instance)
        except DomainError as error:
            self.add_error(None, error.detail)


class RosterAdmin(ScopedAdmin):
    """Abstract: rows that services save and remove, so that days follow."""

    form = RosterForm

    def store(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.store(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove(row=obj, caller=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            services.remove(row=row, caller=request.user)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a refusal that only the locked look could find with a message, and the page again."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
