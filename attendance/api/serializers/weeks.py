"""Weekdays off, as JSON."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}},
        "example": [[6], [5, 6]],
    }
)
class WeeksField(serializers.JSONField):
    """Weekdays for each week of a cycle; the model says which are none."""
