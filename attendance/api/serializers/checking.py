"""Check-in, check-out and the summary of one employee, as in the guide."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from attendance.api.serializers.times import NaivePunchTimeField
from factory.core.api.parameters import QuerySerializer
from factory.sites.api.fields import SiteTimeField


class ShiftData(serializers.Serializer[Any]):
    """A shift that comes with the request: wall-clock times of the site."""

    start_time = serializers.CharField(help_text="HH:MM or HH:MM:SS")
    end_time = serializers.CharField(help_text="not after the start: on the next day")
    grace_period_minutes = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        help_text="null or absent: the roster's, else 5",
    )


@extend_schema_field(ShiftData)
class ShiftDataField(serializers.DictField):
    """The dictionary as it came: the rules read it, and say which field is wrong."""


class CheckRequest(serializers.Serializer[Any]):
    """Who. Without ``shift_data`` the roster's shift counts."""

    employee_id = serializers.IntegerField(min_value=1)
    site = serializers.IntegerField(required=False, allow_null=True)
    shift_data = ShiftDataField(required=False, allow_null=True)
    event_id = serializers.CharField(
        required=False,
        allow_null=True,
        allow_blank=True,
        max_length=120,
        help_text="a device's own number of the fact; null or empty: it has none",
    )


class CheckInRequest(CheckRequest):
    check_in_time = NaivePunchTimeField()


class CheckOutRequest(CheckRequest):
    check_out_time = NaivePunchTimeField()


class ShiftStatusSerializer(serializers.Serializer[Any]):
    """What a punch means for its shift, as it stood at the punch."""

    employee_id = serializers.IntegerField()
    status = serializers.CharField(help_text="PRESENT, LATE, EARLY_EXIT or ABSENT")
    check_in_time = SiteTimeField(allow_null=True)
    check_out_time = SiteTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    late_minutes = serializers.IntegerField()
    is_early_exit = serializers.BooleanField()
    early_minutes = serializers.IntegerField()
    grace_period_applied = serializers.BooleanField()
    flagged_for_review = serializers.BooleanField()
    skipped_duplicate = serializers.BooleanField()
    message = serializers.CharField()


class RangeRequest(QuerySerializer):
    """Days, both included."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()


class FiguresSerializer(serializers.Serializer[Any]):
    """Counts of days, and lengths in minutes."""

    employee_id = serializers.IntegerField()
    total_days = serializers.IntegerField(help_text="scheduled days of work, those to come as well")
    decided_days = serializers.IntegerField(help_text="of them, those that are over")
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    early_exits = serializers.IntegerField()
    present = serializers.FloatField(help_text="days, half ones as 0.5; likewise absent and leave")
    absent = serializers.FloatField()
    half_days = serializers.IntegerField(help_text="days of which half was worked")
    leave_days = serializers.FloatField()
    flagged = serializers.IntegerField()
    late_minutes = serializers.IntegerField()
    worked_minutes = serializers.IntegerField()
    overtime_minutes = serializers.IntegerField()
    late_deduction_days = serializers.FloatField(help_text="by the site's late policies")
    on_time_percentage = serializers.FloatField(help_text="on_time of decided_days")


class SummarySerializer(FiguresSerializer):
    """One employee's figures."""

    date_range = serializers.ListField(child=serializers.DateField(), min_length=2, max_length=2)
    pending = serializers.BooleanField(
        help_text="days of the range are still being derived: ask again in a moment"
    )


class SiteSummarySerializer(FiguresSerializer):
    """One line of a site's payroll."""

    employee_code = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField()


class SiteRangeRequest(RangeRequest):
    """Days, both included, of a site, one of its departments or those on one shift."""

    site = serializers.IntegerField(required=False)
    department = serializers.CharField(required=False, default="")
    shift = serializers.IntegerField(required=False, allow_null=True, default=None)


class HeadcountRequest(serializers.Serializer[Any]):
    site = serializers.IntegerField(required=False)
    area = serializers.IntegerField(required=False, help_text="where the site has several")


class HeadcountSerializer(serializers.Serializer[Any]):
    success = serializers.BooleanField()
    count = serializers.IntegerField()
    cameras_reset = serializers.IntegerField()
