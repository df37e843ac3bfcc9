"""Shifts, assignments, weekly offs, holidays and leave."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from attendance.api.serializers.weeks import WeeksField
from attendance.models import (
    Holiday,
    Leave,
    Shift,
    ShiftAssignment,
    ShiftPattern,
    ShiftVersion,
    WeeklyOff,
)
from factory.sites.api.fields import ScopedRelatedField
from factory.sites.api.shapes import RowSerializer
from identity.models import Employee

VERSION_FIELDS = tuple(
    field.name
    for field in ShiftVersion._meta.concrete_fields
    if field.name not in {"id", "site", "shift"}
)


class VersionSerializer(RowSerializer[ShiftVersion]):
    """What a shift asks from a date on."""

    class Meta:
        model = ShiftVersion
        fields = VERSION_FIELDS


class ShiftSerializer(RowSerializer[Shift]):
    """A shift with its versions, the newest first."""

    versions = VersionSerializer(many=True, read_only=True)

    class Meta:
        model = Shift
        fields = ("id", "site", "name", "colour", "active", "versions")


class ShiftRequest(RowSerializer[ShiftVersion]):
    """A shift and what it asks from ``effective_from`` on."""

    name = serializers.CharField(max_length=80)
    colour = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)
    active = serializers.BooleanField(required=False)
    site = serializers.IntegerField(required=False, write_only=True)

    class Meta:
        model = ShiftVersion
        fields = ("site", "name", "colour", "active", *VERSION_FIELDS)
        # What is not said stays as it was, so that defaults are the service's business.
        extra_kwargs: dict[str, Any] = {
            name: {"required": name in {"start", "end"}} for name in VERSION_FIELDS
        }


class ShiftAssignmentSerializer(RowSerializer[ShiftAssignment]):
    employee = ScopedRelatedField(
        queryset=Employee.objects.select_related("site"), perm="attendance.add_shiftassignment"
    )
    shift = ScopedRelatedField(
        queryset=Shift.objects.all(),
        perm="attendance.add_shiftassignment",
        required=False,
        allow_null=True,
    )
    pattern = ScopedRelatedField(
        queryset=ShiftPattern.objects.all(),
        perm="attendance.add_shiftassignment",
        required=False,
        allow_null=True,
    )

    class Meta:
        model = ShiftAssignment
        fields = (
            *("id", "site", "employee", "shift", "pattern", "start_week"),
            *("from_date", "to_date"),
        )
        read_only_fields = ("site",)


class WeeklyOffSerializer(RowSerializer[WeeklyOff]):
    employee = ScopedRelatedField(
        queryset=Employee.objects.select_related("site"),
        perm="attendance.add_weeklyoff",
        required=False,
        allow_null=True,
    )
    department = serializers.CharField(required=False, allow_blank=True, max_length=120)
    weeks = WeeksField(help_text=WeeklyOff._meta.get_field("weeks").help_text)

    class Meta:
        model = WeeklyOff
        fields = ("id", "site", "employee", "department", "weeks", "from_date", "to_date")
        read_only_fields = ("site",)
        # The service says which row of the group is in the way.
        validators: tuple[Any, ...] = ()


class HolidaySerializer(RowSerializer[Holiday]):
    class Meta:
        model = Holiday
        fields = ("id", "site", "day", "name")
        read_only_fields = ("site",)


class LeaveSerializer(RowSerializer[Leave]):
    employee = ScopedRelatedField(
        queryset=Employee.objects.select_related("site"), perm="attendance.add_leave"
    )
    to_date = serializers.DateField()

    class Meta:
        model = Leave
        fields = ("id", "site", "employee", "from_date", "to_date", "part", "kind", "note")
        read_only_fields = ("site",)
