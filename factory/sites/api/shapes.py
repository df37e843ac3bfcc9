"""What the shapes of all sites' rows have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import DateTimeField, Model
from drf_spectacular.plumbing import get_lib_doc_excludes
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


def without_words() -> list[type]:
    """Return the classes whose own words are no description of what stands on them (drf-spectacular)."""
    libraries: list[type] = get_lib_doc_excludes()  # type: ignore[no-untyped-call]  # as published
    return [*libraries, *filter(_is_abstract, _family(RowSerializer))]


def _family(base: type[Any]) -> Iterator[type[Any]]:
    yield base
    for one in base.__subclasses__():
        yield from _family(one)


def _is_abstract(one: type[Any]) -> bool:
    return (one.__doc__ or "").startswith("Abstract:")
