"""Cameras and their condition as JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from factory.core.encryption import is_kept, is_lost
from factory.core.scoping import access_of
from factory.sites.api.fields import ShownTimeField, SiteTimeField, shown_time
from factory.sites.api.shapes import RowSerializer
from streaming.analyses import analysis_now
from streaming.models import Camera, CameraStatus
from streaming.selectors import condition_of
from streaming.supervision.orders import check_target
from streaming.targets import BadTargetError

CHANGE = "streaming.change_camera"
FOR_THOSE_WHO_CHANGE = ("source", "user")


class ConditionSerializer(serializers.Serializer[Any]):
    """What the guide's stream status says, and what a dashboard needs beside it."""

    connected = serializers.BooleanField(help_text="pictures are coming")
    state = serializers.ChoiceField(choices=CameraStatus.State.choices)
    since = ShownTimeField(read_only=True, allow_null=True)
    error = serializers.CharField()
    fps = serializers.FloatField()


class StatusSerializer(ConditionSerializer):
    """A camera's condition with its counters. The instance is a Camera."""

    camera = serializers.IntegerField(source="pk")
    camera_id = serializers.CharField()
    name = serializers.CharField()
    site = serializers.IntegerField(source="site_id")
    frames_read = serializers.IntegerField()
    frame_at = serializers.DateTimeField(read_only=True, allow_null=True)
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    decode_ms = serializers.FloatField()
    encode_ms = serializers.FloatField()
    reconnects = serializers.IntegerField()
    viewers = serializers.IntegerField()
    analysis = serializers.DictField(help_text="each recogniser: rate, milliseconds, error")

    COUNTERS: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("frames_read", "width", "height", "reconnects", "viewers"), 0),
        **dict.fromkeys(("decode_ms", "encode_ms"), 0.0),
        "frame_at": None,
    }

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the answer; a camera that nobody has read yet has counters of zero."""
        status = getattr(instance, "status", None)
        now = condition_of(instance)
        named = {"camera": instance.pk, "site": instance.site_id}
        named |= {"camera_id": instance.camera_id, "name": instance.name}
        said = {name: getattr(status, name, zero) for name, zero in self.COUNTERS.items()}
        said |= ConditionSerializer(now, context={"site": instance.site}).data
        said |= {"analysis": analysis_now(instance)}
        if said["frame_at"]:
            said["frame_at"] = shown_time(instance, said["frame_at"])
        return named | said


class UserField(serializers.CharField):
    """Whom a camera is signed in to as; nobody where no key opens the stored one."""

    def get_attribute(self, instance: Camera) -> str:
        return "" if is_lost(instance, "user") else instance.user


class CameraSerializer(RowSerializer[Camera]):
    """A camera. The password goes in and never comes out; addresses are for those who may change them."""

    user = UserField(
        required=False,
        allow_blank=True,
        max_length=120,
        help_text="Empty also where no key opens the stored one, which an empty one alone then leaves.",
    )
    password = serializers.CharField(
        write_only=True,
        required=False,
        allow_blank=True,
        max_length=200,
        style={"input_type": "password"},
    )
    has_password = serializers.SerializerMethodField()
    consumers = serializers.ListField(child=serializers.CharField(), required=False)
    condition = serializers.SerializerMethodField()

    class Meta:
        model = Camera
        fields = (
            *("id", "site", "camera_id", "name", "source", "user", "password", "has_password"),
            *("transport", "target_fps", "width", "height", "quality", "consumers", "detector"),
            *("direction", "enabled", "active_from", "active_until", "condition"),
            *("created_at", "changed_at"),
        )
        read_only_fields = ("site", "created_at", "changed_at")

    def get_has_password(self, camera: Camera) -> bool:
        return is_kept(camera, "password")

    @extend_schema_field(ConditionSerializer)
    def get_condition(self, camera: Camera) -> Any:
        return ConditionSerializer(condition_of(camera), context={"site": camera.site}).data

    def validate_source(self, source: str) -> str:
        if self.instance and source == self.instance.source:
            # What was let in before, and may have no address now, must not hold up other changes.
            return source
        try:
            check_target(source, self.instance.site_id if self.instance else None)
        except BadTargetError as error:
            raise serializers.ValidationError(str(error)) from error
        return source

    def validate_consumers(self, names: list[str]) -> list[str]:
        unknown = sorted(set(names) - set(settings.STREAMING_CONSUMERS))
        if unknown:
            known = ", ".join(sorted(settings.STREAMING_CONSUMERS)) or "none"
            raise serializers.ValidationError(
                f"There is no {', '.join(unknown)}; there are: {known}."
            )
        return list(dict.fromkeys(names))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        hours = [
            attrs.get(n, getattr(self.instance, n, None)) for n in ("active_from", "active_until")
        ]
        if (hours[0] is None) != (hours[1] is None):
            raise serializers.ValidationError({"active_until": "Give both times, or none."})
        if self.instance and is_lost(self.instance, "user") and "password" not in attrs:
            # What was read as nobody and is sent back so must not empty it: its key may come back.
            return {n: v for n, v in attrs.items() if n != "user" or v}
        return attrs

    def to_representation(self, instance: Camera) -> dict[str, Any]:
        data = super().to_representation(instance)
        if not access_of(self.context["request"].user).allows(CHANGE, instance.site_id):
            data |= dict.fromkeys(FOR_THOSE_WHO_CHANGE, "")
        return data


class TrialSerializer(serializers.Serializer[Any]):
    """What a camera showed when it was tried, or why it showed nothing."""

    ok = serializers.BooleanField()
    reason = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    fps = serializers.FloatField(help_text="as measured for a second and a half")
    codec = serializers.CharField()
    milliseconds = serializers.IntegerField(help_text="until the first picture")
    jpeg = serializers.CharField(help_text="the picture, base64")


class KeepSerializer(serializers.Serializer[Any]):
    """Which picture to keep."""

    at = SiteTimeField(
        required=False, help_text="a moment of the last 15 seconds; left out: what it shows now"
    )


class StreamUrlSerializer(serializers.Serializer[Any]):
    url = serializers.CharField()
    starts_within_seconds = serializers.IntegerField()
