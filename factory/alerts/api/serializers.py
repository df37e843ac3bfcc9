"""Shapes of alerts."""

from __future__ import annotations

from rest_framework import serializers

from factory.alerts.models import Alert
from factory.sites.api.shapes import RowSerializer


class AlertSerializer(RowSerializer[Alert]):
    acknowledged_by = serializers.SlugRelatedField[Alert](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = Alert
        fields = (
            "id",
            "site",
            "kind",
            "severity",
            "subject_type",
            "subject_id",
            "text",
            "detail",
            "count",
            "raised_at",
            "last_raised_at",
            "acknowledged_at",
            "acknowledged_by",
            "resolved_at",
        )
        read_only_fields = fields
