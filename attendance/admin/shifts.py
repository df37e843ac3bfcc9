"""Shifts and rotating patterns in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from attendance import services
from attendance.admin.common import RosterAdmin, RosterForm
from attendance.admin.week_forms import PatternForm
from attendance.models import Shift, ShiftPattern, ShiftVersion
from factory.core import clock
from factory.exchange.admin_mixins import EXPORTS, ExportsRows, ImportsRows
from factory.sites.admin_base import ScopedFilter


class VersionInline(admin.StackedInline[ShiftVersion, Shift]):
    """What the shift asks, by date. Versions are history: changed or added, not deleted."""

    model = ShiftVersion
    exclude = ("site",)
    extra = 0
    min_num = 1
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("attendance.view_shift", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("attendance.change_shift", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("attendance.change_shift", obj)


class ShiftForm(RosterForm):
    class Meta:
        widgets: ClassVar[dict[str, Any]] = {"colour": forms.TextInput(attrs={"type": "color"})}


@admin.register(Shift)
class ShiftAdmin(ImportsRows, ExportsRows, RosterAdmin):
    importer = "attendance.shifts"
    export_columns = ("name", "colour", "active", "site")
    actions = (*EXPORTS,)
    list_display = ("name", "hours", "swatch", "active", "site")
    list_filter = ("active", ("site", ScopedFilter))
    list_select_related = ("site",)
    search_fields = ("name",)
    inlines = (VersionInline,)
    form = ShiftForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description="hours now")
    def hours(self, shift: Shift) -> str:
        return str(shift.hours_on(clock.local_day(shift.site.zone)) or "")

    @admin.display(description="colour")
    def swatch(self, shift: Shift) -> SafeString:
        return format_html('<span class="swatch" style="background:{}"></span>', shift.colour)

    def store(self, request: HttpRequest, row: Shift) -> None:
        row.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for version in formset.save(commit=False):
            version.shift = form.instance
            services.save_version(version=version, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Shift) -> None:
        services.remove_shift(shift=obj, caller=request.user)


@admin.register(ShiftVersion)
class ShiftVersionAdmin(RosterAdmin):
    """For the list of all that holds; versions are made on their shift's page."""

    list_display = ("shift", "effective_from", "start", "end", "grace_in_minutes", "site")
    list_filter = (("shift", ScopedFilter),)
    list_select_related = ("shift", "site")
    search_fields = ("shift__name",)
    readonly_fields = ("shift", "effective_from")
    exclude = ("site",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def store(self, request: HttpRequest, row: ShiftVersion) -> None:
        services.save_version(version=row, caller=request.user)


@admin.register(ShiftPattern)
class ShiftPatternAdmin(RosterAdmin):
    form = PatternForm
    list_display = ("name", "weeks", "active", "site")
    list_filter = ("active", ("site", ScopedFilter))
    list_select_related = ("site",)
    search_fields = ("name",)
    fields = ("site", "name", "weeks", "active", "days")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.offered = Shift.objects.for_user(request.user, "attendance.change_shiftpattern")
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show who may only look a text in the grid's place."""
        edits = obj is None or self.has_change_permission(request, obj)
        return self.fields if edits else (*self.fields[:-1], "plan")

    @admin.display(description="days")
    def plan(self, pattern: ShiftPattern) -> str:
        days = pattern.days.select_related("shift").order_by("week", "weekday")
        return ", ".join(f"{day}: {day.shift}" for day in days) or "-"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        services.save_pattern(pattern=obj, shifts=form.cleaned_data["days"], caller=request.user)

    def delete_model(self, request: HttpRequest, obj: ShiftPattern) -> None:
        services.remove_pattern(pattern=obj, caller=request.user)
