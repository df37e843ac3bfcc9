"""What is answered to reads: the gate's decision, and what became of each of a bulk."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from vehicles.models import Vehicle


class AnswerSerializer(serializers.Serializer[Any]):
    """The gate's answer. ``should_trigger_gate_event``: the read is good enough to be an event."""

    valid = serializers.BooleanField()
    plate_number = serializers.CharField()
    confidence = serializers.FloatField()
    status = serializers.ChoiceField(choices=Vehicle.Status.choices)
    reason = serializers.CharField()
    should_trigger_gate_event = serializers.BooleanField()
    requires_manual_review = serializers.BooleanField()
    alert_message = serializers.CharField(allow_null=True)
    read = serializers.IntegerField(help_text="number of the stored read")
    event = serializers.IntegerField(allow_null=True, help_text="the gate event it belongs to")
    repeated = serializers.BooleanField(help_text="that event was made by an earlier read")
    opened = serializers.BooleanField(help_text="this read told the barrier to open")
    event_id_reused = serializers.BooleanField(
        required=False, help_text="its event_id was another read's; it is stored without one"
    )


class TakenState(TextChoices):
    """A read's state, or that it was not taken."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class TakenSerializer(serializers.Serializer[Any]):
    """What became of one read of a bulk."""

    state = serializers.ChoiceField(choices=TakenState.choices)
    id = serializers.IntegerField(allow_null=True)
    uuid = serializers.UUIDField(allow_null=True)
    known = serializers.BooleanField(help_text="it had been sent before")
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]  # our own word


class TakenListSerializer(serializers.Serializer[Any]):
    reads = TakenSerializer(many=True)
