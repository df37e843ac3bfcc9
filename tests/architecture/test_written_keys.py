"""A row that a request names is looked for among the rows that its caller may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework import serializers

from factory.sites.api.fields import ScopedRelatedField
from identity.api.serializers.people import MemberField
from tests.architecture.routes import routes

# Shown only: what is sent to these routes is read by a serializer of its own.
ANSWERS = {"ShiftSerializer", "OccupancyLogSerializer"}
SCOPED = (ScopedRelatedField, MemberField)
SHAPES: set[Any] = {
    view.serializer_class
    for view in (route.view for route in routes() if route.method in {"POST", "PUT", "PATCH"})
    if getattr(view, "serializer_class", None)
}


def named_rows(fields: Any) -> Iterator[tuple[str, Any]]:
    """Yield each writable field that names another row, also within lists and within other shapes."""
    for name, field in fields.items():
        inner = getattr(field, "child_relation", None) or getattr(field, "child", None) or field
        if field.read_only:
            continue
        if isinstance(inner, serializers.RelatedField):
            yield name, inner
        elif isinstance(inner, serializers.Serializer):
            yield from named_rows(inner.fields)


@pytest.mark.parametrize("shape", sorted(SHAPES, key=str))
def test_each_written_key_is_scoped(shape: Any) -> None:
    if shape.__name__ in ANSWERS:
        assert all(name == "site" for name, _ in named_rows(shape().fields))
        return
    loose = [name for name, field in named_rows(shape().fields) if not isinstance(field, SCOPED)]
    assert loose == []
