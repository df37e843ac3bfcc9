"""What the shapes of all sites' rows have in common."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import DateTimeField, Model
from rest_framework import serializers

from factory.sites.api.fields import SiteTimeField

M = TypeVar("M", bound=Model)


class RowSerializer(serializers.ModelSerializer[M]):
    """Abstract: a row whose moments are told with its own site's offset, whoever asks."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        DateTimeField: SiteTimeField,
    }
