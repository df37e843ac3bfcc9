"""Serializer fields that know sites."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.core.clock import in_zone
from factory.core.errors import NotFound


class ScopedRelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """A written foreign key: a row of another site does not exist, so the answer is 404."""

    def __init__(self, *, perm: str, **kwargs: Any) -> None:
        self.perm = perm
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.for_user(self.context["request"].user, self.perm)

    def fail(self, key: str, **kwargs: Any) -> Any:
        if key == "does_not_exist":
            raise NotFound(f"There is no {self.field_name} {kwargs.get('pk_value')}.")
        return super().fail(key, **kwargs)


class SiteTimeField(serializers.DateTimeField):
    """ISO 8601; a naive time is read in the zone of the serializer's ``site``, shown with its offset."""

    def enforce_timezone(self, value: Any) -> Any:
        site = self.context.get("site")
        return in_zone(value, site.zone) if site else super().enforce_timezone(value)
