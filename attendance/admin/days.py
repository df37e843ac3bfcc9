"""Attendance days in the admin, and where HR's own pages are found."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from attendance import services
from attendance.admin.common import OnShiftFilter
from attendance.admin.day_columns import clock_time, status, to_review
from attendance.admin.department_filters import (
    DepartmentFilter,
    OwnDepartmentFilter,
    ThenDepartmentFilter,
)
from attendance.admin.pages import boards, months, muster, payroll, review
from attendance.models import AttendanceDay, DirtyDay, StrayPunch
from attendance.selectors.boards import punches_behind
from factory.core.models import User
from factory.exchange.admin_mixins import EXPORTS, ExportsRows
from factory.sites.admin_actions import ReasonForm
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.admin_times import site_time


@admin.register(AttendanceDay)
class AttendanceDayAdmin(ExportsRows, ReadOnlyAdmin):
    change_list_template = "admin/attendance/attendanceday/change_list.html"
    list_display = (
        *("day", "employee", "shift", status, clock_time("first_in"), clock_time("last_out")),
        *("late_minutes", "early_minutes", "worked_minutes", to_review, "month", "site"),
    )
    list_filter = (
        *("needs_review", "flagged_for_review", "status", "is_late", "is_early_exit"),
        *(OwnDepartmentFilter, ("shift", ScopedFilter), ("site", ScopedFilter)),
    )
    list_select_related = ("employee", "shift", "site")
    search_fields = ("employee__name", "employee__employee_code")
    date_hierarchy = "day"
    readonly_fields = ("punches",)
    action_form = ReasonForm
    action_verbs: ClassVar[dict[str, str]] = {"approve": "change"}
    actions = ("approve", *EXPORTS)
    export_columns = (
        *("day", "employee__employee_code", "employee__name", "department", "shift"),
        *("status", "first_in", "last_out", "late_minutes", "early_minutes", "worked_minutes"),
        *("overtime_minutes", "needs_review"),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("today/", view(boards.today), name="attendance_today"),
            path("hand-over/", view(boards.hand_over), name="attendance_hand_over"),
            path("month/<int:employee_id>/", view(months.month), name="attendance_month"),
            path("review/", view(review.review), name="attendance_review"),
            path("payroll/", view(payroll.payroll), name="attendance_payroll"),
            path("muster/", view(muster.muster), name="attendance_muster"),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="month")
    def month(self, row: AttendanceDay) -> SafeString:
        return format_html(
            '<a href="month/{}/?month={}">calendar</a>', row.employee_id, f"{row.day:%Y-%m}"
        )

    @admin.display(description="punches and the pictures behind them")
    def punches(self, row: AttendanceDay) -> SafeString:
        lines = (
            (punch.at.astimezone(row.site.zone).strftime("%d %b %H:%M:%S"), punch.what, picture)
            for punch in punches_behind(row)
            for picture in [_picture(punch)]
        )
        found = format_html_join("", "<li>{} {} {}</li>", lines)
        return format_html('<ul class="punches">{}</ul>', found or "none")

    @admin.action(description="Approve: right as they are, because …", permissions=["approve"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        reviewed = services.review_days(
            days=queryset,
            seen=services.read_tokens(request.POST.getlist("seen")),
            caller=cast("User", request.user),
            note=request.POST.get("reason", ""),
        )
        review.tell(request, reviewed)

    def action_checkbox(self, obj: AttendanceDay) -> SafeString:
        """Return the box of a row, and what it shows, so that nobody approves what they never saw."""
        box = super().action_checkbox(obj)
        return format_html(
            '{}<input type="hidden" name="seen" value="{}">', box, services.seen_token(obj)
        )

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "change", None)


def _picture(punch: Any) -> SafeString:
    snapshot = punch.sighting.snapshot if punch.sighting else None
    if snapshot is None:
        return SafeString("")
    return format_html(
        '<a href="/api/v1/snapshots/{0}/image"><img src="/api/v1/snapshots/{0}/image"'
        ' alt="The picture behind this punch" height="90" loading="lazy"></a>',
        snapshot.uuid,
    )


@admin.register(StrayPunch)
class StrayPunchAdmin(ReadOnlyAdmin):
    list_display = ("day", "employee", "punch", "site")
    list_filter = (ThenDepartmentFilter, OnShiftFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "punch", "site")
    search_fields = ("employee__name", "employee__employee_code")
    date_hierarchy = "day"


@admin.register(DirtyDay)
class DirtyDayAdmin(ReadOnlyAdmin):
    list_display = ("employee", "first", "last", "reason", site_time("again_at"), "site")
    list_filter = (
        *(("reason", admin.EmptyFieldListFilter), DepartmentFilter, OnShiftFilter),
        ("site", ScopedFilter),
    )
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code")
    action_verbs: ClassVar[dict[str, str]] = {"again": "view"}
    actions = ("again",)

    @admin.action(description="Try again", permissions=["again"])
    def again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for mark in queryset:
            services.try_again(mark=mark, caller=cast("User", request.user))
        self.message_user(request, "They are tried again.", messages.SUCCESS)

    def has_again_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view", None)
