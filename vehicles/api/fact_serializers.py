"""Shapes of reads, gate events and what people say of them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.sites.api.shapes import RowSerializer
from vehicles.models import GateEvent, PlateRead, ReadReview
from vehicles.models.lists import LONGEST_REASON


class PlateReadSerializer(RowSerializer[PlateRead]):
    event = serializers.IntegerField(source="event_id", allow_null=True)

    class Meta:
        model = PlateRead
        fields = (
            *("id", "uuid", "site", "camera", "device", "gate", "direction", "track_id"),
            *("raw_text", "text", "key", "confidence", "character_confidences"),
            *("captured_at", "received_at", "snapshot", "state", "failure"),
            *("valid", "status", "reason", "layer", "counted_confidence", "threshold"),
            *("should_trigger_gate_event", "requires_manual_review", "alert_message"),
            *("vehicle", "event", "fired"),
        )
        read_only_fields = fields


class GateEventSerializer(RowSerializer[GateEvent]):
    class Meta:
        model = GateEvent
        fields = (
            *("id", "site", "gate", "direction", "decision", "reason", "message"),
            *("plate", "key", "vehicle", "snapshot", "opened", "admitted", "at"),
            *("overridden_by", "overridden_at", "overridden_why"),
        )
        read_only_fields = fields


class ReviewSerializer(RowSerializer[ReadReview]):
    """``plate``: what the read should have said; left out, it was seen and nothing more."""

    class Meta:
        model = ReadReview
        fields = ("id", "read", "plate", "key", "why", "at")
        read_only_fields = ("read", "key", "at")
        extra_kwargs = {"plate": {"max_length": 100}}


class WhySerializer(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=LONGEST_REASON)
