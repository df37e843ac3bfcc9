"""When the demo's people come and go on one of their working days: invented, the same at each seeding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from attendance.vocabulary import Direction, Leave
from factory.ops.demo_history import dice, moment

ABSENT, LATE, EARLY, FORGOTTEN, REPEATED, STAYS_ON = 0.025, 0.07, 0.035, 0.02, 0.03, 0.06
"""How many of the days go so."""
DAY_SHIFT, NIGHT_SHIFT = (8 * 60, 17 * 60), (22 * 60, 30 * 60)
"""Minutes of the day at which the shifts start and end."""


@dataclass(frozen=True, slots=True)
class Swipe:
    """A badge at the turnstile."""

    badge: str
    at: datetime
    direction: Direction


def swipes_of(
    badge: str, day: date, zone: ZoneInfo, *, at_night: bool, leave: Leave = Leave.NONE
) -> list[Swipe]:
    """Return the swipes of the shift that starts on ``day``, oldest first; none on an absent one."""
    lot = dice("swipes", badge, day)
    start, end = _hours(at_night=at_night, leave=leave)
    if lot.random() < ABSENT:
        return []
    minutes = [*_arrival(lot, start), *_going(lot, end)]
    return [Swipe(badge, moment(day, at, zone), direction) for at, direction in minutes]


def _hours(*, at_night: bool, leave: Leave) -> tuple[float, float]:
    start, end = NIGHT_SHIFT if at_night else DAY_SHIFT
    middle = (start + end) / 2
    halves = {Leave.FIRST_HALF: (middle, end), Leave.SECOND_HALF: (start, middle)}
    return halves.get(leave, (start, end))


def _arrival(lot: Random, start: float) -> Iterator[tuple[float, Direction]]:
    late = lot.random() < LATE
    at = start + (lot.uniform(6, 42) if late else min(lot.gauss(-9, 6), 4.5))
    yield at, Direction.IN
    if lot.random() < REPEATED:
        yield at + lot.uniform(0.1, 2), Direction.IN


def _going(lot: Random, end: float) -> Iterator[tuple[float, Direction]]:
    if lot.random() < FORGOTTEN:
        return
    early, stays = lot.random() < EARLY, lot.random() < STAYS_ON
    after = -lot.uniform(20, 95) if early else lot.uniform(45, 130) if stays else lot.gauss(7, 4)
    yield end + (after if early else max(after, 0.2)), Direction.OUT
