"""Shapes of the lists: vehicles, blocks, and the gate's figures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.sites.api.shapes import RowSerializer
from vehicles.models import Vehicle
from vehicles.models.lists import LONGEST_REASON


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


class VehicleSerializer(RowSerializer[Vehicle]):
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
