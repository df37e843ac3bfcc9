"""How people come and go on the demo's shop floor in a day: invented, the same at each seeding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from factory.ops.demo_history import SUNDAY, dice, moment

STEP = 1
"""Minutes between two readings: an hour is then covered in full."""
MISSED = 0.015
"""Of the crossings the counter does not see: what drift corrections are for."""


@dataclass(frozen=True, slots=True)
class Wave:
    """So many people cross about a time: ``middle`` and ``spread`` in minutes of the day."""

    people: int
    middle: float
    spread: float


DAY_SHIFT, NIGHT_SHIFT, AT_LUNCH = 74, 18, 30
COMING = (Wave(DAY_SHIFT, 470, 12), Wave(AT_LUNCH, 810, 7), Wave(NIGHT_SHIFT, 1310, 8))
GOING = (Wave(AT_LUNCH, 765, 9), Wave(DAY_SHIFT, 1032, 14))
HOME_AT_DAWN = (Wave(NIGHT_SHIFT, 366, 6),)
"""As many as came the evening before."""
SUNDAY_SHARE = 0.12
"""Of the people come on a Sunday: maintenance, and the night shift's."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the counter saw in the minutes up to ``at``."""

    at: datetime
    entries: int
    exits: int


def flow_of(day: date, zone: ZoneInfo, *, until: datetime) -> list[Step]:
    """Return a day's readings up to ``until``, oldest first; a quiet one says nobody crossed."""
    lot, today = dice("flow", day), _share(day)
    came = _crossings(lot, COMING, today)
    went = _crossings(lot, HOME_AT_DAWN, _share(day - timedelta(days=1)))
    went += _crossings(lot, GOING, today)
    steps = [
        Step(moment(day, minute, zone), came.count(minute), went.count(minute))
        for minute in range(STEP, 24 * 60, STEP)
    ]
    return [step for step in steps if step.at <= until]


def _share(day: date) -> float:
    """Return how many of the people work on a day."""
    return SUNDAY_SHARE if day.weekday() == SUNDAY else dice("share", day).uniform(0.86, 1.0)


def _crossings(lot: Random, waves: tuple[Wave, ...], share: float) -> list[int]:
    """Return the minutes of the seen crossings, each the end of its step."""
    minutes = [at for wave in waves for at in _times(lot, wave, share)]
    return [at for at in minutes if lot.random() >= MISSED]


def _times(lot: Random, wave: Wave, share: float) -> Iterator[int]:
    for _ in range(round(wave.people * share)):
        minute = lot.gauss(wave.middle, wave.spread)
        yield int(min(max(minute, 0), 24 * 60 - 1)) // STEP * STEP + STEP
