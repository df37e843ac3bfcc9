"""What lists of attendance can be narrowed by."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django_filters import rest_framework as filters

from attendance.models import (
    AttendanceDay,
    Holiday,
    LatePolicy,
    Leave,
    PayrollLock,
    Punch,
    Regularisation,
    ShiftAssignment,
    WeeklyOff,
)
from attendance.selectors.departments import in_department, local_day
from factory.core.api.filters import RowFilter
from factory.sites.api.filters import SiteTimeFilter


class ShiftFilter(RowFilter):
    """Rows about employees, by shift."""

    shift = filters.NumberFilter(
        method="of_people_on", label="of people who are or were given this shift"
    )

    def of_people_on(self, rows: QuerySet[Any], _name: str, value: Decimal) -> QuerySet[Any]:
        return rows.filter(employee_id__in=ShiftAssignment.objects.people_on(int(value)))


class PeopleFilter(ShiftFilter):
    """Rows about employees as they are, by department and by shift."""

    department = filters.CharFilter(field_name="employee__department")


class PunchFilter(ShiftFilter):
    department = filters.CharFilter(method="of_department", label="the department on that day")
    at_after = SiteTimeFilter(field_name="at", lookup_expr="gte")
    at_before = SiteTimeFilter(field_name="at", lookup_expr="lt")

    class Meta:
        model = Punch
        fields: Any = ("site", "employee", "direction", "source", "outcome", "device", "camera")

    def of_department(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return in_department(rows, value, on=local_day("at"))


class DayFilter(RowFilter):
    """Rows of single days, from ``start_date`` to ``end_date``, both included."""

    start_date = filters.DateFilter(field_name="day", lookup_expr="gte")
    end_date = filters.DateFilter(field_name="day", lookup_expr="lte")


class AttendanceDayFilter(DayFilter):
    department = filters.CharFilter(label="the department on that day")

    class Meta:
        model = AttendanceDay
        fields: Any = (
            *("site", "employee", "shift", "day", "status"),
            *("is_late", "is_early_exit", "flagged_for_review", "needs_review"),
        )


class RegularisationFilter(ShiftFilter, DayFilter):
    department = filters.CharFilter(method="of_department", label="the department on that day")

    class Meta:
        model = Regularisation
        fields: Any = ("site", "employee", "state", "day")

    def of_department(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return in_department(rows, value, on=F("day"))


class HolidayFilter(DayFilter):
    class Meta:
        model = Holiday
        fields: Any = ("site", "day")


class SpanFilter(RowFilter):
    """Rows that hold on a day between ``start_date`` and ``end_date``, both included."""

    start_date = filters.DateFilter(method="until_at_least", label="rows that hold then or later")
    end_date = filters.DateFilter(
        field_name="from_date", lookup_expr="lte", label="rows that hold then or before"
    )

    def until_at_least(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Q(to_date__isnull=True) | Q(to_date__gte=value))


class ShiftAssignmentFilter(SpanFilter):
    department = filters.CharFilter(field_name="employee__department")

    class Meta:
        model = ShiftAssignment
        fields: Any = ("site", "employee", "shift", "pattern")


class WeeklyOffFilter(SpanFilter):
    class Meta:
        model = WeeklyOff
        fields: Any = ("site", "employee", "department")


class LatePolicyFilter(SpanFilter):
    class Meta:
        model = LatePolicy
        fields: Any = ("site", "department")


class PayrollLockFilter(RowFilter):
    """Periods with a day between ``start_date`` and ``end_date``, both included."""

    start_date = filters.DateFilter(field_name="last", lookup_expr="gte")
    end_date = filters.DateFilter(field_name="first", lookup_expr="lte")

    class Meta:
        model = PayrollLock
        fields: Any = ("site",)


class LeaveFilter(PeopleFilter, SpanFilter):
    class Meta:
        model = Leave
        fields: Any = ("site", "employee", "part", "kind")
