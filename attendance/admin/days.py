"""Attendance days in the admin: the review queue, today's board, a month as a calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from attendance.admin.common import DepartmentFilter
from attendance.models import AttendanceDay, DirtyDay, StrayPunch
from attendance.selectors.boards import board_of, month_of, neighbour_months, punches_behind
from attendance.selectors.people import employee_for
from factory.core import clock
from factory.core.errors import NotFound
from factory.sites.admin_base import ReadOnlyAdmin, ScopedFilter
from factory.sites.models import Site

VIEW = "attendance.view_attendanceday"


@admin.register(AttendanceDay)
class AttendanceDayAdmin(ReadOnlyAdmin):
    change_list_template = "admin/attendance/attendanceday/change_list.html"
    list_display = (
        *("day", "employee", "shift", "status", "first_in", "last_out", "late_minutes"),
        *("early_minutes", "worked_minutes", "flagged_for_review", "month", "site"),
    )
    list_filter = (
        *("flagged_for_review", "status", "is_late", "is_early_exit"),
        *(DepartmentFilter, ("shift", ScopedFilter), ("site", ScopedFilter)),
    )
    list_select_related = ("employee", "shift", "site")
    search_fields = ("employee__name", "employee__employee_code")
    date_hierarchy = "day"
    readonly_fields = ("punches",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("today/", view(self.today), name="attendance_today"),
            path("month/<int:employee_id>/", view(self.calendar), name="attendance_month"),
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
            (punch.at.astimezone(row.site.zone).strftime("%d %b %H:%M:%S"), str(punch), picture)
            for punch in punches_behind(row)
            for picture in [_picture(punch)]
        )
        found = format_html_join("", "<li>{} {} {}</li>", lines)
        return format_html('<ul class="punches">{}</ul>', found or "none")

    def today(self, request: HttpRequest) -> HttpResponse:
        """Show who is in, late, missing, away."""
        sites = self._sites(request)
        site = _chosen(sites, request.GET.get("site"))
        department = request.GET.get("department", "")
        board = board_of(site, department=department)
        context = self.admin_site.each_context(request) | {
            "title": f"Today at {site}",
            "opts": self.opts,
            "site": site,
            "sites": sites,
            "department": department,
            "board": board,
            "groups": board.groups(),
            "now": clock.now(),
        }
        return render(request, "admin/attendance/today.html", context)

    def calendar(self, request: HttpRequest, employee_id: int) -> HttpResponse:
        """Show one employee's month."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            employee = employee_for(request.user, VIEW, employee_id)
        except NotFound as error:
            raise Http404 from error
        month = _month(request.GET.get("month")) or clock.local_day(employee.site.zone)
        before, after = neighbour_months(month)
        context = self.admin_site.each_context(request) | {
            "title": f"{employee}: {month:%B %Y}",
            "opts": self.opts,
            "employee": employee,
            "month": month,
            "before": before,
            "after": after,
            "weeks": month_of(employee.pk, month),
        }
        return render(request, "admin/attendance/month.html", context)

    def _sites(self, request: HttpRequest) -> list[Site]:
        sites = list(Site.objects.for_user(request.user, VIEW))
        if not sites or not self.has_view_permission(request):
            raise PermissionDenied
        return sites


def _chosen(sites: list[Site], named: str | None) -> Site:
    """Return the named site of those, without a name the default one or the first."""
    if named:
        found = next((site for site in sites if str(site.pk) == named), None)
        if found is None:
            raise Http404
        return found
    return next((site for site in sites if site.is_default), sites[0])


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise Http404 from None


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
    list_filter = (DepartmentFilter, ("site", ScopedFilter))
    list_select_related = ("employee", "punch", "site")
    search_fields = ("employee__name", "employee__employee_code")
    date_hierarchy = "day"


@admin.register(DirtyDay)
class DirtyDayAdmin(ReadOnlyAdmin):
    list_display = ("employee", "first", "last", "site")
    list_filter = (("site", ScopedFilter),)
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code")
