"""What attendance's admin pages share: a filter by shift, and services that may refuse."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from attendance import services
from attendance.models import Shift, ShiftAssignment
from factory.core.errors import DomainError
from factory.sites.admin_base import ScopedAdmin
from factory.sites.admin_refusals import TellsRefusals


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


class RosterAdmin(TellsRefusals, ScopedAdmin):
    """Abstract: rows that services save and remove, so that days follow."""

    form = RosterForm

    def store(self, request: HttpRequest, row: Any) -> None:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.store(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.remove(row=obj, caller=request.user)
