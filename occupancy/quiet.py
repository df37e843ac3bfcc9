"""The minute of a day at which an area was emptiest, pure: from readings, whatever the clock says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from occupancy.hours import MINUTE

APART = timedelta(minutes=2)
"""Readings further apart are a gap; what was not seen is not quiet."""


@dataclass(frozen=True, slots=True)
class Minute:
    """One camera's minute: entries less exits in it, and its absolute count where it reports one."""

    start: datetime
    camera_id: int
    net: int = 0
    level: int | None = None


def quietest(minutes: Iterable[Minute]) -> datetime | None:
    """Return a moment in the longest quiet stretch at the lowest count; None without any reading.

    The moment is the end of the stretch's middle minute. Only differences count, so that the error which
    is to be corrected does not matter.
    """
    totals = list(_totals(minutes))
    if not totals:
        return None
    lowest = min(total for _, total in totals)
    stretches = _stretches([start for start, total in totals if total == lowest])
    longest = max(stretches, key=len)
    return longest[len(longest) // 2] + MINUTE


def _totals(minutes: Iterable[Minute]) -> list[tuple[datetime, int]]:
    """Return each minute that was read with the area's count, up to a constant.

    From the minute on in which every camera has reported: before it a part of the people is missing.
    """
    counts: dict[int, int] = {}
    found = []
    ordered = sorted(minutes, key=lambda one: one.start)
    cameras = {one.camera_id for one in ordered}
    for start, same in groupby(ordered, key=lambda one: one.start):
        for one in same:
            before = counts.get(one.camera_id, 0)
            counts[one.camera_id] = before + one.net if one.level is None else one.level
        if len(counts) == len(cameras):
            found.append((start, sum(counts.values())))
    return found


def _stretches(starts: Sequence[datetime]) -> list[list[datetime]]:
    found: list[list[datetime]] = []
    for start in starts:
        if found and start - found[-1][-1] < APART:
            found[-1].append(start)
        else:
            found.append([start])
    return found
