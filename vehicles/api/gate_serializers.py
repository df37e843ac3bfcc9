"""Shapes of gates and of what their cameras' reads need."""

from __future__ import annotations

from typing import Any

from factory.sites.api.fields import ScopedRelatedField
from factory.sites.api.shapes import RowSerializer
from streaming.models import Camera
from vehicles.models import Gate, PlateCamera


class GateSerializer(RowSerializer[Gate]):
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


class PlateCameraSerializer(RowSerializer[PlateCamera]):
    camera = ScopedRelatedField(perm="streaming.view_camera", queryset=Camera.objects.all())

    class Meta:
        model = PlateCamera
        fields = ("id", "site", "camera", "votes_needed")
        read_only_fields = ("site",)
