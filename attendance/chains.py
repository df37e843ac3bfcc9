"""Shifts given with punches that overlap one another in chains: each decides about the next. Pure.

Of given shifts that overlap the earliest punch's counts (``overrides``), so that which of a chain
count is known only to who knows it from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attendance.matching import occurrence_of_rule
from attendance.overrides import ShiftData
from attendance.reach import Hours
from attendance.shift_data import shift_from_data
from attendance.vocabulary import Direction

FARTHEST = timedelta(hours=36)
"""From a punch to the far end of its given shift: the nearest of every day, and a day's length."""


@dataclass(frozen=True, slots=True)
class GivenShift:
    """A shift given with a punch: its hours, its day, and the day of the punch by the site's clock."""

    start: datetime
    end: datetime
    day: date
    told_on: date

    def hours(self, zone: ZoneInfo) -> Hours:
        """Return its hours by the wall clock; it says nothing of windows."""
        starts = self.start.astimezone(zone).replace(tzinfo=None)
        none = timedelta()
        return Hours(
            starts - datetime.combine(self.day, time.min), self.end - self.start, none, none
        )


def given_shift(zone: str, at: datetime, direction: Direction, data: ShiftData) -> GivenShift:
    """Return the shift that a punch gives; raises ValueError for a malformed one."""
    found = occurrence_of_rule(shift_from_data(data), zone, at, direction)
    return GivenShift(found.start, found.end, found.day, at.astimezone(ZoneInfo(zone)).date())


@dataclass(frozen=True, slots=True)
class Chain:
    """Given shifts of one person of which each overlaps another, in the order of their start."""

    shifts: tuple[GivenShift, ...]

    @property
    def start(self) -> datetime:
        return self.shifts[0].start

    @property
    def end(self) -> datetime:
        return max(one.end for one in self.shifts)

    @property
    def days(self) -> tuple[date, date]:
        """The first day that one must know of, punches and shifts, and the last day of a shift."""
        days = [one.day for one in self.shifts]
        return min(*days, *(one.told_on for one in self.shifts)), max(days)

    def has_day(self, first: date, last: date) -> bool:
        return any(first <= one.day <= last for one in self.shifts)


def chains_of(shifts: Iterable[GivenShift]) -> list[Chain]:
    """Return one person's given shifts in chains."""
    found: list[list[GivenShift]] = []
    end: datetime | None = None
    for one in sorted(shifts, key=lambda one: (one.start, one.end)):
        if end is None or one.start >= end:
            found.append([])
        found[-1].append(one)
        end = one.end if end is None else max(end, one.end)
    return [Chain(tuple(own)) for own in found]


def is_whole(chains: Sequence[Chain], since: datetime, until: datetime) -> bool:
    """Say whether no punch before ``since`` or from ``until`` on can belong to one of the chains."""
    return all(one.start >= since + FARTHEST and one.end <= until - FARTHEST for one in chains)
