"""What lists of identity can be narrowed by."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters

from identity.models import Outcome, Sighting


class SightingFilter(filters.FilterSet):  # type: ignore[misc]  # published without types
    outcome = filters.MultipleChoiceFilter(choices=Outcome.choices)
    captured_after = filters.IsoDateTimeFilter(field_name="captured_at", lookup_expr="gte")
    captured_before = filters.IsoDateTimeFilter(field_name="captured_at", lookup_expr="lt")

    class Meta:
        model = Sighting
        fields: Any = ("site", "camera", "device", "track_id", "state", "employee")
