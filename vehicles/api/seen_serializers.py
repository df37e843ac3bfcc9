"""A plate read as its producer gives it."""

from __future__ import annotations

from copy import deepcopy
from functools import cached_property, lru_cache
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factory.sites.api.fields import SiteTimeField
from factory.sites.models import Device, Site
from streaming.models import Camera
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
    ocr_confidence = serializers.FloatField(
        required=False, allow_null=True, min_value=0, max_value=1, help_text="none is 0: held"
    )
    character_confidences = serializers.ListField(
        child=serializers.FloatField(min_value=0, max_value=1),
        required=False,
        allow_null=True,
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
        allow_null=True,
        allow_blank=True,
        max_length=LONGEST_EVENT_ID,
        help_text="a device's own name of this read: sent again, the same text, camera and time are"
        " answered as before; another read is decided, and stored without this name",
    )

    @cached_property
    def fields(self) -> Any:
        """Return what this body needs, bound once for all: that takes as long as to look a plate up.

        Only a time asks its serializer something, in whose site it is.
        """
        body = getattr(self, "initial_data", None)
        if not isinstance(body, dict):
            return super().fields
        bound = _bound_fields()
        needed = {name: one for name, one in bound.items() if one.required or name in body}
        if "timestamp" in needed:
            needed["timestamp"] = deepcopy(self._declared_fields["timestamp"])
            needed["timestamp"].bind("timestamp", self)
        return needed

    def seen(self, caller: Any, camera: Camera | KnownCamera | None) -> SeenPlate:
        """Return what was sent, as the services take it."""
        values = self.validated_data
        device = caller if isinstance(caller, Device) else None
        place = camera or device
        return SeenPlate(
            text=values["ocr_text"],
            confidence=values.get("ocr_confidence") or 0.0,
            character_confidences=values.get("character_confidences") or (),
            track_id=values.get("vehicle_track_id") or "",
            camera_id=camera.pk if camera else None,
            device_id=device.pk if device else None,
            direction=place.direction if place else "none",
            event_id=values.get("event_id") or "",
            captured_at=values.get("timestamp"),
        )


def text_alone(body: Any, caller: Any, camera: Camera | KnownCamera | None) -> SeenPlate | None:
    """Return what a refused read says of its plate, and nothing else; None where it says nothing."""
    text = body.get("ocr_text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text:
        return None
    device = caller if isinstance(caller, Device) else None
    place = camera or device
    return SeenPlate(
        text=text[:MAX_RAW_LENGTH],
        confidence=0.0,
        camera_id=camera.pk if camera else None,
        device_id=device.pk if device else None,
        direction=place.direction if place else "none",
    )


class WaitingTimeField(SiteTimeField):
    """Of a local time that comes twice as the clocks go back, the later one: a vehicle waits now.

    Whichever is meant, its plate has to be held against the block list.
    """

    def _in(self, site: Site, value: Any) -> Any:
        try:
            return super()._in(site, value)
        except serializers.ValidationError:
            return super()._in(site, value.replace(fold=1))


class WaitingSerializer(SeenSerializer):
    """A read whose vehicle waits for the answer."""

    timestamp = WaitingTimeField(required=False, allow_null=True)


@lru_cache(maxsize=1)
def _bound_fields() -> dict[str, serializers.Field[Any, Any, Any, Any]]:
    fields: dict[str, Any] = dict(SeenSerializer().fields)
    for one in (*fields.values(), fields["character_confidences"].child):
        for rule in one.validators:
            # DRF puts a text together as it is first told, in steps that other threads would see.
            rule.message = str(rule.message)
    return fields
