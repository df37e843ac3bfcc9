"""Assignments, weekly offs, holidays and leave under ``/api/v1/``."""

from __future__ import annotations

from rest_framework.viewsets import ModelViewSet

from attendance import services
from attendance.api.filters import (
    HolidayFilter,
    LeaveFilter,
    ShiftAssignmentFilter,
    WeeklyOffFilter,
)
from attendance.api.serializers.rosters import (
    HolidaySerializer,
    LeaveSerializer,
    ShiftAssignmentSerializer,
    WeeklyOffSerializer,
)
from attendance.api.views.roster_rows import RosterRows, operations
from attendance.models import Holiday, Leave, ShiftAssignment, WeeklyOff


@operations("shift_assignments")
class ShiftAssignmentViewSet(RosterRows, ModelViewSet[ShiftAssignment]):
    """Who works which shift from when to when; overlapping hours are refused."""

    queryset = ShiftAssignment.objects.select_related(
        "employee__site", "shift", "pattern"
    ).order_by("-id")
    serializer_class = ShiftAssignmentSerializer
    filterset_class = ShiftAssignmentFilter
    ordering_fields = ("from_date",)

    def store(self, row: ShiftAssignment) -> ShiftAssignment:
        return services.save_assignment(assignment=row, caller=self.request.user)


@operations("weekly_offs")
class WeeklyOffViewSet(RosterRows, ModelViewSet[WeeklyOff]):
    """Weekdays off, of one employee, a department or the site; also rotating ones."""

    queryset = WeeklyOff.objects.select_related("employee").order_by("-id")
    serializer_class = WeeklyOffSerializer
    filterset_class = WeeklyOffFilter
    ordering_fields = ("from_date",)
    needs_site = True

    def store(self, row: WeeklyOff) -> WeeklyOff:
        return services.save_weekly_off(weekly_off=row, caller=self.request.user)


@operations("holidays")
class HolidayViewSet(RosterRows, ModelViewSet[Holiday]):
    """Days on which a site is closed."""

    queryset = Holiday.objects.order_by("-day", "-id")
    serializer_class = HolidaySerializer
    filterset_class = HolidayFilter
    ordering_fields = ("day",)
    needs_site = True

    def store(self, row: Holiday) -> Holiday:
        return services.save_holiday(holiday=row, caller=self.request.user)


@operations("leaves")
class LeaveViewSet(RosterRows, ModelViewSet[Leave]):
    """Granted leave: whole days, or half of one."""

    queryset = Leave.objects.select_related("employee__site").order_by("-id")
    serializer_class = LeaveSerializer
    filterset_class = LeaveFilter
    ordering_fields = ("from_date",)

    def store(self, row: Leave) -> Leave:
        return services.save_leave(leave=row, caller=self.request.user)
