"""The fields of a read are bound once for all threads: nothing in them changes as they are used."""

from __future__ import annotations

from typing import Any

import pytest

from vehicles.api.seen_serializers import SeenSerializer, _bound_fields


@pytest.mark.parametrize(
    "body",
    [
        {"ocr_text": "x" * 100_000},
        {"ocr_text": "A", "ocr_confidence": 2},
        {"ocr_text": "A", "ocr_confidence": -1},
        {"ocr_text": "A", "character_confidences": [2, -1]},
        {"ocr_text": "A", "vehicle_track_id": "x" * 1000, "event_id": "x" * 1000},
    ],
)
def test_a_refusal_changes_nothing(body: dict[str, Any]) -> None:
    _bound_fields.cache_clear()
    before = _texts()
    assert not SeenSerializer(data=body).is_valid()
    assert _texts() == before


def _texts() -> list[Any]:
    """Return the rules' texts; one that is not put together yet is known by its parts."""
    fields: dict[str, Any] = _bound_fields()
    every = (*fields.values(), fields["character_confidences"].child)
    rules = [rule for one in every for rule in one.validators]
    return [getattr(one.message, "format_string", one.message) for one in rules]
