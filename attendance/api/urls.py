"""Addresses of attendance under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from attendance.api.views.checking import CheckInView, CheckOutView, SummaryView
from attendance.api.views.days import AttendanceDayViewSet
from attendance.api.views.late_policies import LatePolicyViewSet
from attendance.api.views.muster import MusterRollView
from attendance.api.views.patterns import ShiftPatternViewSet
from attendance.api.views.punches import PunchViewSet
from attendance.api.views.regularisations import RegularisationViewSet
from attendance.api.views.rosters import (
    HolidayViewSet,
    LeaveViewSet,
    ShiftAssignmentViewSet,
    WeeklyOffViewSet,
)
from attendance.api.views.shifts import ShiftViewSet
from attendance.api.views.summaries import HeadcountView, PayrollLockViewSet, SiteSummaryView

router = SimpleRouter(trailing_slash=False)
router.register("shifts", ShiftViewSet, "shift")
router.register("shift-patterns", ShiftPatternViewSet, "shift-pattern")
router.register("late-policies", LatePolicyViewSet, "late-policy")
router.register("shift-assignments", ShiftAssignmentViewSet, "shift-assignment")
router.register("weekly-offs", WeeklyOffViewSet, "weekly-off")
router.register("holidays", HolidayViewSet, "holiday")
router.register("leaves", LeaveViewSet, "leave")
router.register("punches", PunchViewSet, "punch")
router.register("attendance-days", AttendanceDayViewSet, "attendance-day")
router.register("regularisations", RegularisationViewSet, "regularisation")
router.register("payroll-locks", PayrollLockViewSet, "payroll-lock")

urlpatterns: list[URLPattern | URLResolver] = [
    path("attendance/check-in", CheckInView.as_view(), name="check-in"),
    path("attendance/check-out", CheckOutView.as_view(), name="check-out"),
    path("attendance/summary", SiteSummaryView.as_view(), name="site-summary"),
    path("attendance/summary/<int:employee_id>", SummaryView.as_view(), name="summary"),
    path("attendance/muster-roll", MusterRollView.as_view(), name="muster-roll"),
    path("attendance/headcount", HeadcountView.as_view(), name="headcount"),
    *router.urls,
]
