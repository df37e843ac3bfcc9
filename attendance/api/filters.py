"""What lists of attendance can be narrowed by."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters

from attendance.models import AttendanceDay, Punch, Regularisation


class PunchFilter(filters.FilterSet):  # type: ignore[misc]  # published without types
    at_after = filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")
    at_before = filters.IsoDateTimeFilter(field_name="at", lookup_expr="lt")
    department = filters.CharFilter(field_name="employee__department")

    class Meta:
        model = Punch
        fields: Any = ("site", "employee", "direction", "source", "outcome", "device", "camera")


class AttendanceDayFilter(filters.FilterSet):  # type: ignore[misc]  # published without types
    start_date = filters.DateFilter(field_name="day", lookup_expr="gte")
    end_date = filters.DateFilter(field_name="day", lookup_expr="lte")
    department = filters.CharFilter(field_name="employee__department")

    class Meta:
        model = AttendanceDay
        fields: Any = (
            *("site", "employee", "shift", "day", "status"),
            *("is_late", "is_early_exit", "flagged_for_review", "needs_review"),
        )


class RegularisationFilter(filters.FilterSet):  # type: ignore[misc]  # published without types
    start_date = filters.DateFilter(field_name="day", lookup_expr="gte")
    end_date = filters.DateFilter(field_name="day", lookup_expr="lte")
    department = filters.CharFilter(field_name="employee__department")

    class Meta:
        model = Regularisation
        fields: Any = ("site", "employee", "state", "day")
