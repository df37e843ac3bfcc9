"""Punches: as rows, as a bulk report and its answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from attendance.bulk_rows import Answer
from attendance.models import Punch
from attendance.models.punches import DIRECTIONS
from factory.sites.api.fields import SiteTimeField
from factory.sites.api.shapes import RowSerializer


class PunchSerializer(RowSerializer[Punch]):
    class Meta:
        model = Punch
        fields = (
            *("id", "site", "employee", "at", "zone", "direction", "source"),
            *("device", "camera", "sighting", "confidence", "shift_data", "event_id"),
            *("outcome", "reason", "who", "received_at", "voided_at"),
        )
        read_only_fields = fields


class PunchReport(serializers.Serializer[Any]):
    """One reported punch, for the documentation: the rows are read by the rules, one by one."""

    employee_id = serializers.IntegerField(required=False, allow_null=True)
    employee_code = serializers.CharField(required=False, allow_null=True)
    badge = serializers.CharField(required=False, allow_null=True)
    at = SiteTimeField(help_text="a naive time is meant in the site's zone")
    direction = serializers.ChoiceField(choices=DIRECTIONS, required=False, allow_null=True)
    punch_state = serializers.IntegerField(
        required=False, allow_null=True, help_text="a ZKTeco terminal's number"
    )
    event_id = serializers.CharField(required=False, allow_null=True)


class PunchAnswer(serializers.Serializer[Any]):
    """What became of the row of that index."""

    index = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=[one.value for one in Answer])
    detail = serializers.CharField()


class PunchesAnswer(serializers.Serializer[Any]):
    """How many rows there are of each answer, and each row's; warnings about the call."""

    warnings = serializers.ListField(
        child=serializers.CharField(), help_text="what was not noted, such as a reported_until"
    )
    counts = serializers.DictField(child=serializers.IntegerField())
    results = PunchAnswer(many=True)


class ReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)
