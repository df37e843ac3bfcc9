"""Rotating patterns and late policies."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from attendance.models import LatePolicy, PatternDay, Shift, ShiftPattern
from factory.sites.api.fields import ScopedRelatedField
from factory.sites.api.shapes import RowSerializer


class PatternDaySerializer(RowSerializer[PatternDay]):
    """A day of work: the week of the cycle from 1, the weekday from 0 (Monday), the shift."""

    shift = ScopedRelatedField(queryset=Shift.objects.all(), perm="attendance.add_shiftpattern")

    class Meta:
        model = PatternDay
        fields = ("week", "weekday", "shift")


class ShiftPatternSerializer(RowSerializer[ShiftPattern]):
    """A cycle of weeks; days that it does not name are off."""

    days = PatternDaySerializer(many=True)

    class Meta:
        model = ShiftPattern
        fields = ("id", "site", "name", "weeks", "active", "days")
        read_only_fields = ("site",)
        validators: tuple[Any, ...] = ()


class LatePolicySerializer(RowSerializer[LatePolicy]):
    department = serializers.CharField(required=False, allow_blank=True, max_length=120)

    class Meta:
        model = LatePolicy
        fields = (
            *("id", "site", "department", "every", "half_days", "forgiven", "from_minutes"),
            *("from_date", "to_date"),
        )
        read_only_fields = ("site",)
        # The service says which row of the group is in the way.
        validators: tuple[Any, ...] = ()
