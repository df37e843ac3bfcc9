"""How what a search came to looks in the list of sightings."""

from __future__ import annotations

import pytest

from identity.admin.marks import outcome, similarity
from identity.models import Outcome, Sighting


@pytest.mark.parametrize(
    ("came_to", "expected"),
    [
        (Outcome.MATCHED, '<span class="badge good">Matched</span>'),
        (Outcome.REVIEW, '<span class="badge warn">For review</span>'),
        (Outcome.UNKNOWN, '<span class="badge plain">Unknown</span>'),
        (Outcome.WAITING, '<span class="badge plain">waiting</span>'),
        (Outcome.FAILED, '<span class="badge bad">Failed</span>'),
    ],
)
def test_outcome(came_to: Outcome, expected: str) -> None:
    assert outcome(Sighting(outcome=came_to)) == expected


@pytest.mark.parametrize(
    ("percent", "expected"), [(98.966, "99.0 %"), (80.0, "80.0 %"), (0.0, "0.0 %"), (None, "-")]
)
def test_similarity(percent: float | None, expected: str) -> None:
    assert similarity(Sighting(similarity=percent)) == expected
