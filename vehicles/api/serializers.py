"""Shapes of vehicles, gates, reads and events."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.db.models import TextChoices
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factory.sites.api.fields import ScopedRelatedField, SiteTimeField
from factory.sites.models import Device
from streaming.models import Camera
from vehicles.models import Gate, GateEvent, PlateCamera, PlateRead, ReadReview, Vehicle
from vehicles.models.lists import LONGEST_REASON
from vehicles.models.reads import LONGEST_EVENT_ID, LONGEST_TRACK
from vehicles.plate_text import MAX_RAW_LENGTH, MAX_TEXT_LENGTH
from vehicles.selectors import KnownCamera
from vehicles.services import SeenPlate


@extend_schema_field(OpenApiTypes.STR)
class NameField(serializers.CharField):
    """A number or a short text, kept as text."""


class SeenSerializer(serializers.Serializer[Any]):
    """One read as its producer gives it; a naive ``timestamp`` is in the site's zone."""

    ocr_text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, max_length=MAX_RAW_LENGTH
    )
    ocr_confidence = serializers.FloatField(min_value=0, max_value=1)
    character_confidences = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=1),
        required=False,
        max_length=MAX_TEXT_LENGTH,
        help_text="where known; the lowest of all figures counts",
    )
    vehicle_track_id = NameField(
        required=False, allow_null=True, max_length=LONGEST_TRACK, help_text="5 or a text"
    )
    camera = NameField(
        required=False, allow_null=True, max_length=40, help_text="its number or its camera_id"
    )
    timestamp = SiteTimeField(required=False, allow_null=True)
    event_id = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_EVENT_ID,
        help_text="a device's own name of this read: sent again, it is answered as before",
    )

    def get_fields(self) -> dict[str, Any]:
        """Return what this body needs: to copy all fields takes as long as to look a plate up."""
        body = getattr(self, "initial_data", None)
        if not isinstance(body, dict):
            return super().get_fields()
        declared = self._declared_fields.items()
        return {name: deepcopy(one) for name, one in declared if one.required or name in body}

    def seen(self, caller: Any, camera: Camera | KnownCamera | None) -> SeenPlate:
        """Return what was sent, as the services take it."""
        values = self.validated_data
        device = caller if isinstance(caller, Device) else None
        place = camera or device
        return SeenPlate(
            text=values["ocr_text"],
            confidence=values["ocr_confidence"],
            character_confidences=values.get("character_confidences", ()),
            track_id=values.get("vehicle_track_id") or "",
            camera_id=camera.pk if camera else None,
            device_id=device.pk if device else None,
            direction=place.direction if place else "none",
            event_id=values.get("event_id", ""),
            captured_at=values.get("timestamp"),
        )


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


class BlockSerializer(serializers.Serializer[Any]):
    plate = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    reported_by = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, allow_null=True
    )


class UnblockSerializer(serializers.Serializer[Any]):
    plate = serializers.CharField(max_length=100)
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, default="", allow_blank=True, allow_null=True
    )


class EntrySerializer(serializers.Serializer[Any]):
    plate_number = serializers.CharField()
    status = serializers.ChoiceField(choices=Vehicle.Status.choices)
    reason = serializers.CharField()
    reported_by = serializers.CharField()
    vehicle = serializers.IntegerField()


class GateFiguresSerializer(serializers.Serializer[Any]):
    blocked_vehicles = serializers.IntegerField()
    authorized_vehicles = serializers.IntegerField()
    ocr_threshold = serializers.FloatField()
    supported_formats = serializers.ListField(child=serializers.CharField())
    reads_today = serializers.IntegerField()
    rejections_by_layer = serializers.DictField(child=serializers.IntegerField())
    alerts_today = serializers.IntegerField()


class VehicleSerializer(serializers.ModelSerializer[Vehicle]):
    class Meta:
        model = Vehicle
        fields = (
            *("id", "site", "plate", "key", "status", "kind", "owner", "contact"),
            *("valid_from", "valid_until", "hours", "reason", "reported_by"),
            *("blocked_at", "created_at", "changed_at"),
        )
        read_only_fields = ("site", "key", "blocked_at", "created_at", "changed_at")
        extra_kwargs = {"plate": {"max_length": 100}}
        # Services ask the model's constraints, with the site that the body does not hold.
        validators: list[Any] = []


class GateSerializer(serializers.ModelSerializer[Gate]):
    cameras = ScopedRelatedField(
        perm="streaming.view_camera", queryset=Camera.objects.all(), many=True, required=False
    )

    class Meta:
        model = Gate
        fields = (
            *("id", "site", "name", "direction", "cameras", "policy", "halted", "actuator"),
            *("relay_url", "relay_secret", "created_at"),
        )
        read_only_fields = ("site", "created_at")
        extra_kwargs = {"relay_secret": {"write_only": True}}
        validators: list[Any] = []


class PlateCameraSerializer(serializers.ModelSerializer[PlateCamera]):
    camera = ScopedRelatedField(perm="streaming.view_camera", queryset=Camera.objects.all())

    class Meta:
        model = PlateCamera
        fields = ("id", "site", "camera", "votes_needed")
        read_only_fields = ("site",)


class PlateReadSerializer(serializers.ModelSerializer[PlateRead]):
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


class GateEventSerializer(serializers.ModelSerializer[GateEvent]):
    class Meta:
        model = GateEvent
        fields = (
            *("id", "site", "gate", "direction", "decision", "reason", "message"),
            *("plate", "key", "vehicle", "snapshot", "opened", "admitted", "at"),
            *("overridden_by", "overridden_at", "overridden_why"),
        )
        read_only_fields = fields


class ReviewSerializer(serializers.ModelSerializer[ReadReview]):
    """``plate``: what the read should have said; left out, it was seen and nothing more."""

    class Meta:
        model = ReadReview
        fields = ("id", "read", "plate", "key", "why", "at")
        read_only_fields = ("read", "key", "at")
        extra_kwargs = {"plate": {"max_length": 100}}


class WhySerializer(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=LONGEST_REASON)
