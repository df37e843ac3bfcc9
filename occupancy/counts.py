"""How a count follows from what is reported, pure.

A counter reports either absolute counts (who is there) or deltas (who came, who left). The count goes on
from its base, the newest of resets and absolute readings, by the deltas since. Readings may come late,
in any order and twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

AHEAD = timedelta(hours=1)
MOST = 1_000_000
"""More people than any counter can mean; also keeps a peak's key within 64 bits."""

Pair: TypeAlias = tuple[int, int]
"""Camera and area."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one counter reported at ``at``. ``count`` is None where only deltas are known.

    ``said_at`` is when it says itself, where its clock is ahead of ours.
    """

    camera_id: int
    area_id: int
    at: datetime
    count: int | None = None
    entries: int = 0
    exits: int = 0
    people: int | None = None
    said_at: datetime | None = None

    @property
    def pair(self) -> Pair:
        return self.camera_id, self.area_id

    @property
    def said(self) -> datetime:
        """Return the time by which its device knows it."""
        return self.said_at or self.at


@dataclass(frozen=True, slots=True)
class Standing:
    """What a counter stands at: ``count``, the base it goes on from, and its newest reading's time."""

    count: int = 0
    base_at: datetime | None = None
    counted_at: datetime | None = None
    people: int | None = None


def after(standing: Standing, reading: Reading) -> Standing:
    """Return the standing once ``reading`` is known."""
    newest = standing.counted_at is None or reading.at >= standing.counted_at
    count, base_at = _moved(standing, reading, newest=newest)
    if newest:
        return Standing(count, base_at, reading.at, reading.people)
    return Standing(count, base_at, standing.counted_at, standing.people)


def _moved(standing: Standing, reading: Reading, *, newest: bool) -> tuple[int, datetime | None]:
    """Return the count and its base: what is older than the base is in it already."""
    old = standing.base_at is not None and reading.at < standing.base_at
    if not old and reading.count is None:
        return standing.count + reading.entries - reading.exits, standing.base_at
    if not old and newest and reading.count is not None:
        return reading.count, reading.at
    return standing.count, standing.base_at


def follow(
    standing: Standing, readings: Iterable[Reading]
) -> tuple[Standing, list[tuple[Reading, int]]]:
    """Return the standing after all readings, oldest first, and each with the count just after it."""
    counted = []
    for reading in sorted(readings, key=lambda one: one.at):
        standing = after(standing, reading)
        counted.append((reading, standing.count if reading.count is None else reading.count))
    return standing, counted


def shown(counts: Sequence[int]) -> int:
    """Return what is shown for counters that add up: never fewer than nobody."""
    return max(0, sum(counts))


def why_not(reading: Reading, now: datetime, oldest: datetime) -> str:
    """Return why a reading cannot be taken; an empty text if it can.

    ``oldest`` is since when readings are kept: the sums of what lies before it cannot be made again.
    """
    if reading.at > now + AHEAD:
        return "timestamp is more than an hour in the future: set the clock or its zone right"
    if reading.at < oldest:
        return "timestamp is too old: readings from then are not kept any more"
    numbers = (reading.count or 0, reading.entries, reading.exits, reading.people or 0)
    if any(not 0 <= number <= MOST for number in numbers):
        return f"counts are from 0 to {MOST}"
    return ""
