"""Facts that come late: which they are, and how far they reach, pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from occupancy.counts import Pair, Reading, Standing


def unsettles(standing: Standing, reading: Reading) -> bool:
    """Return whether a late absolute reading lies between the base and deltas that are already counted.

    Those deltas go on from it, and only the log can tell which they are: the count is then rebuilt.
    """
    if reading.count is None or standing.counted_at is None or reading.at >= standing.counted_at:
        return False
    return standing.base_at is None or reading.at >= standing.base_at


def behind(standing: Standing, readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings than which something later is known: counts after them are made anew."""
    times = [one for one in (standing.base_at, standing.counted_at) if one is not None]
    newest = max(times, default=None)
    return [one for one in readings if one.at < newest] if newest else []


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One counter's facts that came late lie between ``first`` and ``last``, both included."""

    pair: Pair
    first: datetime
    last: datetime


def unsettled(late: Sequence[Reading]) -> Unsettled:
    """Return where one counter's late readings (at least one) lie."""
    times = [one.at for one in late]
    return Unsettled(late[0].pair, min(times), max(times))


@dataclass(frozen=True, slots=True)
class Stretch:
    """One counter's readings in [first, until), and its count ``before`` them, at ``before_at``."""

    camera_id: int
    area_id: int
    first: datetime
    until: datetime
    before_at: datetime
    before: int


def last_of(readings: Iterable[Reading]) -> dict[Pair, datetime]:
    """Return by counter when the last of its readings was."""
    found: dict[Pair, datetime] = {}
    for one in readings:
        found[one.pair] = max(one.at, found.get(one.pair, one.at))
    return found


def still_moved(
    moved: Mapping[Pair, datetime], bases: Mapping[Pair, datetime | None]
) -> dict[Pair, datetime]:
    """Return the counters whose late facts still matter: those that went on from no later base."""
    return {
        pair: at for pair, at in moved.items() if (base := bases.get(pair)) is None or base <= at
    }


def first_of(readings: Iterable[Reading]) -> dict[int, datetime]:
    """Return by area when the first of its readings was."""
    found: dict[int, datetime] = {}
    for one in readings:
        known = found.get(one.area_id)
        if known is None or one.at < known:
            found[one.area_id] = one.at
    return found
