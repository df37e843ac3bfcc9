"""Shapes of areas, cameras' parts in them, lines and logs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from rest_framework import serializers

from factory.core.api.parameters import QuerySerializer
from factory.sites.api.fields import ScopedRelatedField, SiteTimeField
from factory.sites.api.shapes import RowSerializer
from occupancy.counts import MOST
from occupancy.models import Area, AreaCamera, CountingLine, OccupancyLog
from occupancy.ranges import By, Grain
from streaming.models import Camera


class AreaSerializer(RowSerializer[Area]):
    within = ScopedRelatedField(
        perm="occupancy.change_area", queryset=Area.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Area
        fields = (
            "id",
            "site",
            "name",
            "within",
            "capacity",
            "warn_percent",
            "reset_by",
            "reset_time",
            "closed_from",
            "closed_until",
            "opened_at",
        )
        read_only_fields = ("site", "opened_at")
        # The site is not the body's to set, so that the model's own constraint is asked instead.
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask the model's own constraints, all but that on names, which the database decides."""
        row = Area(**{name: getattr(self.instance, name) for name in self._stored()} | attrs)
        try:
            row.clean_fields(exclude=["site", "name", "within"])
            for constraint in Area._meta.constraints:
                if isinstance(constraint, CheckConstraint):
                    constraint.validate(Area, row)
        except ValidationError as error:
            raise serializers.ValidationError(
                getattr(error, "message_dict", error.messages)
            ) from error
        return attrs

    def _stored(self) -> tuple[str, ...]:
        return self.Meta.fields[2:] if self.instance else ()


class OfAreaSerializer(RowSerializer[Any]):
    """Abstract: the site follows from the area, and the camera must be of the same one."""

    Meta: Any

    area = ScopedRelatedField(perm="occupancy.change_area", queryset=Area.objects.all())
    camera = ScopedRelatedField(perm="streaming.view_camera", queryset=Camera.objects.all())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        old = self.instance
        values = {f.name: getattr(old, f.name) for f in old._meta.fields} if old else {}
        model: type[Any] = self.Meta.model
        row = model(**(values | attrs))
        row.site_id = row.area.site_id
        try:
            row.clean()
        except ValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return attrs | {"site_id": row.site_id}


class AreaCameraSerializer(OfAreaSerializer):
    class Meta:
        model = AreaCamera
        fields = ("id", "site", "area", "camera", "role", "reports_every", "since", "until")
        read_only_fields = ("site", "since", "until")
        # Whether the camera has a part already is asked under the area's lock.
        validators: list[Any] = []


class CountingLineSerializer(OfAreaSerializer):
    points = serializers.ListField(
        child=serializers.ListField(
            child=serializers.FloatField(min_value=0, max_value=1), min_length=2, max_length=2
        ),
        min_length=2,
        max_length=64,
    )

    class Meta:
        model = CountingLine
        fields = (
            "id",
            "site",
            "area",
            "camera",
            "name",
            "kind",
            "points",
            "in_side",
            "enabled",
        )
        read_only_fields = ("site",)


class OccupancyLogSerializer(RowSerializer[OccupancyLog]):
    camera = serializers.IntegerField(source="camera_id")
    area = serializers.IntegerField(source="area_id", help_text="0: of no area")

    class Meta:
        model = OccupancyLog
        fields = (
            "id",
            "site",
            "camera",
            "area",
            "timestamp",
            "current_count",
            "entries",
            "exits",
            "people_detected",
            "absolute",
            "received_at",
            "said_at",
        )
        read_only_fields = fields


class ReadingSerializer(serializers.Serializer[Any]):
    """One row of a bulk POST, for the documentation: ``occupancy.ingest`` reads it."""

    camera = serializers.CharField(help_text="the camera's code, or its number")
    area = serializers.IntegerField(
        required=False, help_text="needed where the camera counts for several"
    )
    timestamp = SiteTimeField(help_text="a naive time is meant in the site's zone")
    current_count = serializers.IntegerField(required=False, min_value=0)
    entries = serializers.IntegerField(required=False, min_value=0)
    exits = serializers.IntegerField(required=False, min_value=0)
    people_detected = serializers.IntegerField(required=False, min_value=0)


class RowAnswerSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["stored", "repeated", "refused"])
    detail = serializers.CharField(required=False)


class IngestAnswerSerializer(serializers.Serializer[Any]):
    stored = serializers.IntegerField()
    repeated = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = RowAnswerSerializer(many=True)


class AskedSerializer(QuerySerializer):
    """The query of an aggregates' request; dates are business dates, both included."""

    granularity = serializers.ChoiceField(choices=[g.value for g in Grain], default="hour")
    by = serializers.ChoiceField(choices=[b.value for b in By], default="camera")
    start_date = serializers.DateField(required=False)
    end_date = serializers.DateField(required=False)
    area = serializers.IntegerField(required=False)
    camera = serializers.IntegerField(required=False)


class HeatMapAskedSerializer(QuerySerializer):
    """The query of a heat map; dates are business dates, both included."""

    start_date = serializers.DateField(required=False)
    end_date = serializers.DateField(required=False)
    area = serializers.IntegerField(required=False, help_text="the whole site if left out")


class OneAreaSerializer(QuerySerializer):
    area = serializers.IntegerField()
    site = serializers.IntegerField(required=False)


class HeadcountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=0, max_value=MOST)
    at = SiteTimeField(required=False, help_text="now, if left out")
    area = serializers.IntegerField(required=False, help_text="needed where a site has several")
    site = serializers.IntegerField(required=False)


class TriggerSerializer(serializers.Serializer[Any]):
    hour = SiteTimeField(
        required=False,
        help_text="ISO start of the hour; without an offset in the site's time; the last closed one",
    )
    site = serializers.IntegerField(required=False)


class CorrectSerializer(serializers.Serializer[Any]):
    area = serializers.IntegerField(required=False, help_text="all that are reset daily")
    site = serializers.IntegerField(required=False)
