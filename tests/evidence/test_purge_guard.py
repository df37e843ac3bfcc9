"""When a clean-up waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factory.evidence.purge_guard import Mark, why_refuse

NIGHT = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
DAY = 86_400.0
KEPT = {"unknown": 90, "3:faces": 30}
LAST = Mark(at=NIGHT, boot="a", ticks=1000.0, retention=KEPT)


def mark(days: float, *, ticked: float | None = None, boot: str = "a", retention: int = 90) -> Mark:
    """Return a mark ``days`` later by the wall's clock and ``ticked`` days later by the machine's."""
    ticks = LAST.ticks + (days if ticked is None else ticked) * DAY
    return Mark(NIGHT + timedelta(days=days), boot, ticks, KEPT | {"unknown": retention})


SITUATIONS = [
    ("the next night", mark(1), ""),
    ("switched on for three weeks without a clean-up", mark(21), ""),
    ("an hour of drift", mark(1, ticked=1 + 1 / 24), ""),
    ("a longer retention", mark(1, retention=180), ""),
    ("a shorter retention", mark(1, retention=30), "unknown was shortened from 90 to 30"),
    (
        "a shorter one of one site",
        Mark(NIGHT + timedelta(days=1), "a", 1000.0 + DAY, {"unknown": 90, "3:faces": 29}),
        "faces of site 3 was shortened from 30 to 29",
    ),
    (
        "a site that is gone",
        Mark(NIGHT + timedelta(days=1), "a", 1000.0 + DAY, {"unknown": 90}),
        "",
    ),
    ("a jump forward", mark(400, ticked=1), "jumped by 399 days"),
    ("a jump forward of two days", mark(3, ticked=1), "jumped by 2 days"),
    ("a jump back", mark(-5, ticked=1), "went back by 5 days"),
    ("after a restart, the next night", mark(1, ticked=-0.01, boot="b"), ""),
    ("after a fortnight switched off", mark(14, ticked=-0.01, boot="b"), ""),
    ("after a restart, a year later", mark(365, ticked=-0.01, boot="b"), "365 days ago"),
    ("after a restart, years earlier", mark(-2000, ticked=0, boot="b"), "went back"),
]


@pytest.mark.parametrize(
    ("now", "said"), [r[1:] for r in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_why(now: Mark, said: str) -> None:
    reason = why_refuse(LAST, now)
    assert (said in reason) if said else (reason == "")


def test_the_first_clean_up_has_nothing_to_compare_with() -> None:
    assert why_refuse(None, mark(0)) == ""
