"""The shape of snapshots in answers."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from factory.evidence.models import Snapshot
from factory.evidence.retention import expiry_of
from factory.sites.api.fields import shown_time
from factory.sites.api.shapes import RowSerializer


class SnapshotSerializer(RowSerializer[Snapshot]):
    """``image`` is where the picture itself is; ``expires_at`` by the retention that is in force now."""

    expires_at = serializers.SerializerMethodField()
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

    @extend_schema_field(serializers.DateTimeField())
    def get_expires_at(self, snapshot: Snapshot) -> str:
        return shown_time(snapshot, expiry_of(snapshot))

    @extend_schema_field(serializers.CharField())
    def get_image(self, snapshot: Snapshot) -> str:
        return reverse("snapshot-image", [snapshot.uuid])
