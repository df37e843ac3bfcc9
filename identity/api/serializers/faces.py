"""Sightings, decisions and enrolments."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from factory.sites.api.fields import ScopedRelatedField, SiteTimeField
from factory.sites.api.shapes import RowSerializer
from identity.image_headers import MOST_BYTES
from identity.models import Decision, Employee, Sighting
from identity.services import Saying


class PictureField(serializers.FileField):
    """A JPEG or PNG; its size is looked at before its bytes, its bytes before its pixels."""

    def to_internal_value(self, data: Any) -> Any:
        file = super().to_internal_value(data)
        if file.size > MOST_BYTES:
            raise serializers.ValidationError("The picture is larger than 5 MB.")
        return file


class SightingReport(serializers.Serializer[Any]):
    """What a camera or an edge device reports."""

    image = PictureField()
    site = serializers.IntegerField(required=False)
    camera = serializers.CharField(
        required=False, help_text="the camera's short name (CAM-MAIN) or number"
    )
    track_id = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=64,
        help_text="the person's track; unique within a run of the device (such as 7f3a:17)",
    )
    event_id = serializers.CharField(
        required=False, max_length=80, help_text="the device's own name of this fact"
    )
    captured_at = SiteTimeField(required=False)


class WaitingSerializer(serializers.Serializer[Any]):
    """What was taken, and where to look what became of it."""

    uuid = serializers.UUIDField()
    url = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)


class OwnSightingSerializer(RowSerializer[Sighting]):
    """What a device may know of a sighting that it reported: nobody's name."""

    class Meta:
        model = Sighting
        fields = ("uuid", "captured_at", "state", "outcome")
        read_only_fields = fields


class DecisionSerializer(RowSerializer[Decision]):
    class Meta:
        model = Decision
        fields = (
            "id",
            "employee",
            "word",
            "by",
            "user",
            "similarity",
            "at",
            "superseded_at",
            "act",
        )
        read_only_fields = fields


class RunnerUpSerializer(serializers.Serializer[Any]):
    """Another person who is as similar as the likeliest."""

    employee = serializers.IntegerField(source="employee.pk")
    employee_name = serializers.CharField(source="employee.name")
    similarity = serializers.FloatField(allow_null=True, help_text="percent, 0 to 100")


class SightingSerializer(RowSerializer[Sighting]):
    """``employee`` is whom it shows, or for REVIEW the likeliest, with ``runner_up`` where another person
    is as similar; ``image`` where its picture is.
    """

    employee_name = serializers.CharField(
        source="employee.name", read_only=True, default=None, allow_null=True
    )
    runner_up = RunnerUpSerializer(source="second", read_only=True, allow_null=True)
    image = serializers.SerializerMethodField()

    class Meta:
        model = Sighting
        fields = (
            "uuid",
            "site",
            "camera",
            "device",
            "track_id",
            "captured_at",
            "state",
            "outcome",
            "reason",
            "similarity",
            "employee",
            "employee_name",
            "runner_up",
            "engine",
            "searched",
            "attempts",
            "again_at",
            "image",
            "stranger",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_image(self, sighting: Sighting) -> str | None:
        if sighting.snapshot is None:
            return None
        return reverse("snapshot-image", [sighting.snapshot.uuid])


class SightingDetailSerializer(SightingSerializer):
    decisions = DecisionSerializer(many=True, read_only=True)

    class Meta(SightingSerializer.Meta):
        fields = (*SightingSerializer.Meta.fields, "decisions")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class DecisionRequest(serializers.Serializer[Any]):
    """Whom a sighting shows; null: nobody we know. ``word`` says other things of it."""

    employee = ScopedRelatedField(
        queryset=Employee.objects.all(),
        perm="identity.view_employee",
        allow_null=True,
        required=False,
        default=None,
    )
    word = serializers.ChoiceField(
        choices=[c for c in Decision.Word.choices if c[0] != Decision.Word.UNDONE],
        required=False,
        help_text="default: named with an employee, nobody without",
    )

    def saying(self) -> Saying:
        """Return what was said."""
        employee = self.validated_data["employee"]
        otherwise = Decision.Word.NAMED if employee else Decision.Word.NOBODY
        return Saying(self.validated_data.get("word", otherwise), employee)


class UndoneSerializer(serializers.Serializer[Any]):
    """How many decisions were taken back."""

    undone = serializers.IntegerField()


class RetriedSerializer(serializers.Serializer[Any]):
    """How many failed sightings are searched again."""

    retried = serializers.IntegerField()
