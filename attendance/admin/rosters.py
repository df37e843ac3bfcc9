"""Shifts, assignments, weekly offs, holidays and leave in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from attendance import services
from attendance.admin.common import DepartmentFilter, RosterAdmin
from attendance.models import Holiday, Leave, Shift, ShiftAssignment, ShiftVersion, WeeklyOff
from factory.core.errors import DomainError
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


@admin.register(Shift)
class ShiftAdmin(RosterAdmin):
    list_display = ("name", "site", "colour", "active")
    list_filter = ("active", ("site", ScopedFilter))
    list_select_related = ("site",)
    search_fields = ("name",)
    inlines = (VersionInline,)

    def store(self, request: HttpRequest, row: Shift) -> None:
        row.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for version in formset.save(commit=False):
            version.shift = form.instance
            services.save_version(version=version, caller=request.user)

    def delete_model(self, request: HttpRequest, obj: Shift) -> None:
        services.remove_shift(shift=obj, caller=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for shift in queryset:
            try:
                services.remove_shift(shift=shift, caller=request.user)
            except DomainError as error:
                self.message_user(request, f"{shift}: {error.detail}", messages.ERROR)


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


@admin.register(ShiftAssignment)
class ShiftAssignmentAdmin(RosterAdmin):
    list_display = ("employee", "shift", "from_date", "to_date", "site")
    list_filter = (DepartmentFilter, ("shift", ScopedFilter), ("site", ScopedFilter))
    list_select_related = ("employee", "shift", "site")
    search_fields = ("employee__name", "employee__employee_code", "shift__name")
    autocomplete_fields = ("employee",)
    exclude = ("site",)
    date_hierarchy = "from_date"

    def store(self, request: HttpRequest, row: ShiftAssignment) -> None:
        services.save_assignment(assignment=row, caller=request.user)


@admin.register(WeeklyOff)
class WeeklyOffAdmin(RosterAdmin):
    list_display = ("__str__", "from_date", "to_date", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("employee", "site")
    search_fields = ("department", "employee__name", "employee__employee_code")
    autocomplete_fields = ("employee",)

    def store(self, request: HttpRequest, row: WeeklyOff) -> None:
        services.save_weekly_off(weekly_off=row, caller=request.user)


@admin.register(Holiday)
class HolidayAdmin(RosterAdmin):
    list_display = ("day", "name", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("site",)
    search_fields = ("name",)
    date_hierarchy = "day"

    def store(self, request: HttpRequest, row: Holiday) -> None:
        services.save_holiday(holiday=row, caller=request.user)


@admin.register(Leave)
class LeaveAdmin(RosterAdmin):
    list_display = ("employee", "kind", "part", "from_date", "to_date", "site")
    list_filter = (DepartmentFilter, "part", ("site", ScopedFilter))
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code", "kind")
    autocomplete_fields = ("employee",)
    exclude = ("site",)
    date_hierarchy = "from_date"

    def store(self, request: HttpRequest, row: Leave) -> None:
        services.save_leave(leave=row, caller=request.user)
