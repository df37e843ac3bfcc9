"""The minute of a day at which an area was emptiest, pure: from readings, whatever the clock says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from occupancy.hours import MINUTE
from occupancy.parts import Turn

APART = timedelta(minutes=2)
"""Readings of our cameras further apart are a gap; what was not seen is not quiet."""


@dataclass(frozen=True, slots=True)
class Minute:
    """One camera's minute: entries less exits in it, and its absolute count where it reports one."""

    start: datetime
    camera_id: int
    net: int = 0
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A camera's count so far, up to a constant unless it says its level itself."""

    count: int = 0
    says_level: bool = False

    def after(self, one: Minute) -> Running:
        if one.level is not None:
            return Running(one.level, says_level=True)
        return Running(self.count + one.net, self.says_level)


def quietest(
    minutes: Iterable[Minute], turns: Sequence[Turn] = (), *, apart: timedelta = APART
) -> datetime | None:
    """Return a moment in the longest quiet stretch at the lowest count; None without any reading.

    The moment is the end of the stretch's middle minute. Only differences count, so that the error which
    is to be corrected does not matter. ``turns`` say which cameras made up the count when, from one to
    the next; without them all did all the time. Readings further ``apart`` are a gap.
    """
    totals = list(_totals(minutes, turns))
    if not totals:
        return None
    lowest = min(total for _, total in totals)
    stretches = _stretches([start for start, total in totals if total == lowest], apart)
    longest = max(stretches, key=len)
    return longest[len(longest) // 2] + MINUTE


def _totals(minutes: Iterable[Minute], turns: Sequence[Turn]) -> Iterator[tuple[datetime, int]]:
    """Yield each minute that was read with the area's count, up to a constant.

    From the minute on in which every camera whose turn it is has reported: before it a part of the people
    is missing. Whom a door counted before its turn ended are in still; what was seen inside is not.
    """
    ordered = sorted(minutes, key=lambda one: one.start)
    ever = {pair[0] for turn in turns for pair in turn.holders}
    always = {one.camera_id for one in ordered} - ever
    counts: dict[int, Running] = {}
    gone = 0
    for start, same in groupby(ordered, key=lambda one: one.start):
        for one in same:
            counts[one.camera_id] = counts.get(one.camera_id, Running()).after(one)
        due = always | _due(turns, start)
        for camera in counts.keys() - due:
            ended = counts.pop(camera)
            gone += 0 if ended.says_level else ended.count
        if counts.keys() >= due:
            yield start, gone + sum(one.count for one in counts.values())


def _due(turns: Sequence[Turn], minute: datetime) -> set[int]:
    """Return the cameras whose turn it is when the minute ends."""
    end = minute + MINUTE
    held = (turn.holders for turn in turns if turn.span.start < end <= turn.span.end)
    return {camera for holders in held for camera, _ in holders}


def _stretches(starts: Sequence[datetime], apart: timedelta) -> list[list[datetime]]:
    found: list[list[datetime]] = []
    for start in starts:
        if found and start - found[-1][-1] < apart:
            found[-1].append(start)
        else:
            found.append([start])
    return found
