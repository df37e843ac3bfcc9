"""Assignments, weekly offs, holidays and leave in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from attendance import services
from attendance.admin.common import OnShiftFilter, RosterAdmin
from attendance.admin.department_filters import DepartmentFilter, OffDepartmentFilter
from attendance.admin.week_forms import WeeklyOffForm
from attendance.models import Holiday, Leave, ShiftAssignment, WeeklyOff
from factory.exchange.admin_mixins import EXPORTS, ExportsRows, ImportsRows
from factory.sites.admin_base import ScopedFilter


@admin.register(ShiftAssignment)
class ShiftAssignmentAdmin(ImportsRows, ExportsRows, RosterAdmin):
    importer = "attendance.roster"
    export_columns = (
        *("employee__employee_code", "employee__name", "work", "from_date", "to_date"),
        "start_week",
    )
    actions = (*EXPORTS,)
    list_display = ("employee", "work", "from_date", "to_date", "site")
    list_filter = (
        *(DepartmentFilter, ("shift", ScopedFilter), ("pattern", ScopedFilter)),
        ("site", ScopedFilter),
    )
    list_select_related = ("employee", "shift", "pattern", "site")
    search_fields = ("employee__name", "employee__employee_code", "shift__name", "pattern__name")
    autocomplete_fields = ("employee",)
    fields = ("employee", "shift", "pattern", "start_week", "from_date", "to_date")
    date_hierarchy = "from_date"

    def store(self, request: HttpRequest, row: ShiftAssignment) -> None:
        services.save_assignment(assignment=row, caller=request.user)


@admin.register(WeeklyOff)
class WeeklyOffAdmin(RosterAdmin):
    form = WeeklyOffForm
    list_display = ("group", "in_words", "from_date", "to_date", "site")
    list_filter = (OffDepartmentFilter, ("site", ScopedFilter))
    date_hierarchy = "from_date"
    list_select_related = ("employee", "site")
    search_fields = ("department", "employee__name", "employee__employee_code")
    autocomplete_fields = ("employee",)

    def store(self, request: HttpRequest, row: WeeklyOff) -> None:
        services.save_weekly_off(weekly_off=row, caller=request.user)


@admin.register(Holiday)
class HolidayAdmin(ImportsRows, ExportsRows, RosterAdmin):
    importer = "attendance.holidays"
    export_columns = ("day", "name", "site")
    actions = (*EXPORTS,)
    list_display = ("day", "name", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("site",)
    search_fields = ("name",)
    date_hierarchy = "day"

    def store(self, request: HttpRequest, row: Holiday) -> None:
        services.save_holiday(holiday=row, caller=request.user)


@admin.register(Leave)
class LeaveAdmin(ImportsRows, ExportsRows, RosterAdmin):
    importer = "attendance.leave"
    export_columns = (
        *("employee__employee_code", "employee__name", "from_date", "to_date"),
        *("part", "kind", "note"),
    )
    actions = (*EXPORTS,)
    list_display = ("employee", "kind", "part", "from_date", "to_date", "site")
    list_filter = (DepartmentFilter, OnShiftFilter, "part", ("site", ScopedFilter))
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code", "kind")
    autocomplete_fields = ("employee",)
    exclude = ("site",)
    date_hierarchy = "from_date"

    def store(self, request: HttpRequest, row: Leave) -> None:
        services.save_leave(leave=row, caller=request.user)
