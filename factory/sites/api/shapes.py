"""What the shapes of all sites' rows have in common."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import DateTimeField, Model
from rest_framework import serializers

from factory.sites.api.fields import SiteTimeField

M = TypeVar("M", bound=Model)
TAKEN = "There is one already."


class RowSerializer(serializers.ModelSerializer[M]):
    """Abstract: a row whose moments are told with its own site's offset, whoever asks, and whose refusals
    name a field.
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        DateTimeField: SiteTimeField,
    }

    def get_unique_together_validators(self) -> list[Any]:
        """Return DRF's own, each of which names a field."""
        return [_Named(one) for one in super().get_unique_together_validators()]


class _Named:
    """A validator of what must be there once only; its refusal names the last of the fields."""

    requires_context = True

    def __init__(self, validator: Any) -> None:
        self.validator = validator

    def __call__(self, attrs: Any, serializer: Any) -> None:
        try:
            self.validator(attrs, serializer)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({self.validator.fields[-1]: TAKEN}) from error
