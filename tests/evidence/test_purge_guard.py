"""When a clean-up waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from factory.evidence.models import Snapshot
from factory.evidence.purge_guard import Mark, why_refuse
from factory.evidence.traces import was_silent
from tests.builders import default_site

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
    ("after a long weekend switched off", mark(4, ticked=-0.01, boot="b"), ""),
    ("after a restart, three weeks later", mark(21, ticked=-0.01, boot="b"), "21 days ago"),
    ("after a restart, a year later", mark(365, ticked=-0.01, boot="b"), "365 days ago"),
    ("after a restart, years earlier", mark(-2000, ticked=0, boot="b"), "went back"),
]


@pytest.mark.parametrize(
    ("now", "said"), [r[1:] for r in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_why(now: Mark, said: str) -> None:
    own = LAST if now.boot == LAST.boot else None
    reason = why_refuse(LAST, now, own=own, silent=nothing_stored)
    assert (said in reason) if said else (reason == "")


def nothing_stored(_begin: datetime, _end: datetime) -> bool:
    return True


def test_pictures_stored_all_the_while_show_that_time_has_passed() -> None:
    weeks = mark(21, ticked=-0.01, boot="b")
    assert why_refuse(LAST, weeks, own=None, silent=lambda _begin, _end: False) == ""


def test_hosts_that_take_turns_are_each_compared_with_themselves() -> None:
    other = Mark(NIGHT + timedelta(days=20.9), "b", 0.0, KEPT)
    jumped = mark(21, ticked=1)
    assert "jumped by 20 days" in why_refuse(other, jumped, own=LAST, silent=nothing_stored)
    assert why_refuse(other, mark(21), own=LAST, silent=nothing_stored) == ""


def test_the_first_clean_up_has_nothing_to_compare_with() -> None:
    assert why_refuse(None, mark(0), own=None, silent=nothing_stored) == ""


@pytest.mark.django_db
def test_silence_is_read_from_the_rows() -> None:
    day, longest, end = timedelta(days=1), timedelta(days=4), NIGHT + timedelta(days=10)
    assert was_silent(NIGHT, end, longest=longest)
    assert not was_silent(NIGHT, NIGHT + longest, longest=longest)
    for number in (3, 6.5, 7):
        stored_at(NIGHT + number * day)
    assert not was_silent(NIGHT, end, longest=longest)
    Snapshot.objects.order_by("-uuid")[0].delete()
    Snapshot.objects.order_by("-uuid")[0].delete()
    assert was_silent(NIGHT, end, longest=longest)


def stored_at(moment: datetime) -> None:
    Snapshot.objects.create(
        site=default_site(),
        kind="faces",
        path=f"faces/{moment}",
        bytes=1,
        uuid=UUID(int=round(moment.timestamp() * 1000) << 80),
    )
