"""The shape of snapshots in answers."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from factory.evidence.models import Snapshot


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """``image`` is where the picture itself is."""

    image = serializers.SerializerMethodField()

    class Meta:
        model = Snapshot
        fields = (
            "uuid",
            "site",
            "kind",
            "bytes",
            "captured_at",
            "expires_at",
            "legal_hold",
            "image",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_image(self, snapshot: Snapshot) -> str:
        return reverse("snapshot-image", [snapshot.uuid])
