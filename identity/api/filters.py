"""What lists of identity can be narrowed by.

Rows are named by their number alone: whether another site has such a row is not told.
"""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters

from factory.core.api.filters import RowFilter
from factory.sites.api.filters import SiteTimeFilter
from identity.models import ConsentRecord, Employee, Enrolment, Identifier, Outcome, Sighting


class OfEmployeeFilter(RowFilter):
    employee = filters.NumberFilter(field_name="employee_id")


class SightingFilter(OfEmployeeFilter):
    site = filters.NumberFilter(field_name="site_id")
    camera = filters.NumberFilter(field_name="camera_id")
    device = filters.NumberFilter(field_name="device_id")
    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices)
    captured_after = SiteTimeFilter(field_name="captured_at", lookup_expr="gte")
    captured_before = SiteTimeFilter(field_name="captured_at", lookup_expr="lt")

    class Meta:
        model = Sighting
        fields: Any = ("track_id", "state")


class EmployeeFilter(RowFilter):
    site = filters.NumberFilter(field_name="site_id")
    user = filters.NumberFilter(field_name="user_id")

    class Meta:
        model = Employee
        fields: Any = ("active", "department", "employee_code")


class EnrolmentFilter(OfEmployeeFilter):
    class Meta:
        model = Enrolment
        fields: Any = ("site", "state", "outcome")


class IdentifierFilter(OfEmployeeFilter):
    class Meta:
        model = Identifier
        fields: Any = ("site", "kind", "value")


class ConsentFilter(OfEmployeeFilter):
    class Meta:
        model = ConsentRecord
        fields: Any = ("site", "basis")
