"""Attendance days, requests to correct them, and payroll locks."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from attendance.api.serializers.times import PunchTimeField
from attendance.models import AttendanceDay, PayrollLock, Regularisation
from attendance.models.choices import choices_of
from attendance.models.corrections import UNCHANGED
from attendance.vocabulary import ReviewReason
from factory.core.dates import check_day
from factory.sites.api.shapes import RowSerializer


class AttendanceDaySerializer(RowSerializer[AttendanceDay]):
    """One employee's occurrence of a shift, derived; lengths in minutes."""

    overtime_minutes = serializers.IntegerField(read_only=True)
    employee_code = serializers.CharField(source="employee.employee_code", read_only=True)
    employee_name = serializers.CharField(source="employee.name", read_only=True)
    reasons = serializers.ListField(
        child=serializers.ChoiceField(choices=choices_of(ReviewReason)),
        read_only=True,
        help_text="why a person should look",
    )

    class Meta:
        model = AttendanceDay
        fields = (
            *("id", "site", "employee", "employee_code", "employee_name", "shift"),
            *("department", "day", "zone", "start", "end"),
            *("status", "is_scheduled", "is_settled", "leave"),
            *("first_in", "last_out", "last_seen", "closed_by_rule"),
            *("is_late", "late_minutes", "is_early_exit", "early_minutes"),
            *("grace_period_applied", "due_minutes", "worked_minutes", "overtime_minutes"),
            *("flagged_for_review", "reasons", "needs_review", "rules_version"),
        )
        read_only_fields = fields


class RegularisationSerializer(RowSerializer[Regularisation]):
    class Meta:
        model = Regularisation
        fields: tuple[str, ...] = (
            *("id", "site", "employee", "day", "check_in_time", "check_out_time"),
            *("void_punch", "reason", "evidence", "state"),
            *("asked_by", "asked_at", "decided_by", "decided_at", "note"),
        )
        read_only_fields: tuple[str, ...] = fields


class ApprovedSerializer(RegularisationSerializer):
    warnings = serializers.SerializerMethodField(help_text="where the day is as before, and why")

    class Meta(RegularisationSerializer.Meta):
        fields = (*RegularisationSerializer.Meta.fields, "warnings")
        read_only_fields = fields

    def get_warnings(self, made: Regularisation) -> list[str]:
        return [UNCHANGED] if made.changed_nothing else []


class CorrectionOf(serializers.Serializer[Any]):
    """Whose day is asked about, whose site's clock the times are by."""

    employee = serializers.IntegerField(
        required=False, help_text="whose day; left out: the caller's own"
    )


class CorrectionRequest(CorrectionOf):
    """What should have been. Naive times are meant in the site's zone."""

    day = serializers.DateField(validators=[check_day])
    check_in_time = PunchTimeField(required=False, allow_null=True)
    check_out_time = PunchTimeField(required=False, allow_null=True)
    void_punch = serializers.IntegerField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=500)
    evidence = serializers.CharField(max_length=300, required=False, default="")


class NoteRequest(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class PayrollLockSerializer(RowSerializer[PayrollLock]):
    class Meta:
        model = PayrollLock
        fields = (
            "id",
            "site",
            "first",
            "last",
            "checksum",
            "rules_version",
            "locked_by",
            "locked_at",
        )
        read_only_fields = ("site", "checksum", "rules_version", "locked_by", "locked_at")
        validators: tuple[Any, ...] = ()


class DayDifferenceSerializer(serializers.Serializer[Any]):
    """A day as paid and as it is now, in words; null where there was, or is, none."""

    day = serializers.DateField()
    paid = serializers.CharField(allow_null=True)
    present = serializers.CharField(allow_null=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """One employee's figures as paid and as they are now; null where there are none.

    ``days`` are those that differ, also where they make up for one another in the figures.
    """

    employee_id = serializers.IntegerField()
    paid = serializers.DictField(allow_null=True)
    present = serializers.DictField(allow_null=True)
    days = DayDifferenceSerializer(many=True)
