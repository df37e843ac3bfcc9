"""How far apart a counter's readings are, pure: what is a gap of one is another's usual interval.

Our own cameras tell every few seconds, and so does a counter of which nothing else is known: what it did
not tell for a minute is a gap. Others tell every five or fifteen minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from occupancy.counts import Pair
from occupancy.hours import MINUTE

USUAL = 1
"""Minutes."""
MOST = 30
"""So that every hour has a reading, though one is late."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)
FEWEST_GAPS = 6
WITHIN = 80
"""Per cent of the gaps, by number: they are no longer than the interval. The rest may be outages."""
SHORTER = 10
"""Per cent of the gaps at most: were more of them much shorter, then the long ones are outages."""
LATE = timedelta(seconds=30)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """A counter tells every so many ``minutes`` at the latest, from ``since`` on.

    ``is_learnt`` from its readings; else somebody said so.
    """

    pair: Pair
    since: datetime
    minutes: int
    is_learnt: bool = False


@dataclass(frozen=True, slots=True)
class Paces:
    """The paces of a site's counters, of each from the oldest on."""

    by_pair: Mapping[Pair, Sequence[Pace]] = field(default_factory=dict)

    def at(self, pair: Pair, moment: datetime) -> int:
        """Return the minutes of the pace that holds at ``moment``."""
        held = [one for one in self.by_pair.get(pair, ()) if one.since <= moment]
        return held[-1].minutes if held else USUAL

    def last(self, pair: Pair) -> Pace | None:
        """Return the newest word on a counter."""
        known = self.by_pair.get(pair, ())
        return known[-1] if known else None

    def last_learnt(self, pair: Pair) -> int:
        """Return the minutes that were learnt last of a counter; the usual ones if none were."""
        found = [one.minutes for one in self.by_pair.get(pair, ()) if one.is_learnt]
        return found[-1] if found else USUAL

    @property
    def slow(self) -> set[Pair]:
        """Return the counters of which it was learnt last that they tell more rarely than is usual."""
        last = {pair: known[-1] for pair, known in self.by_pair.items()}
        return {pair for pair, one in last.items() if one.is_learnt and one.minutes > USUAL}

    def longest(self, area_id: int, moment: datetime) -> int:
        """Return the minutes of an area's slowest counter."""
        mine = (pair for pair in self.by_pair if pair[1] == area_id)
        return max((self.at(pair, moment) for pair in mine), default=USUAL)


def paces(known: Iterable[Pace]) -> Paces:
    """Return paces by counter."""
    found: dict[Pair, list[Pace]] = defaultdict(list)
    for one in sorted(known, key=lambda one: one.since):
        found[one.pair].append(one)
    return Paces(found)


def apart(minutes: int) -> timedelta:
    """Return from what distance on readings of a pace are a gap: half an interval late is not yet."""
    return minutes * MINUTE * 3 / 2


def learnt(times: Iterable[datetime]) -> int | None:
    """Return every how many minutes a counter tells, as its readings show; None if they do not.

    The length that most gaps have, by number: an outage may be long, but it is one gap. Who tells at
    each change too shows none.
    """
    gaps = sorted(after - before for before, after in pairwise(sorted(times)))
    if len(gaps) < FEWEST_GAPS:
        return None
    usual = gaps[-(-len(gaps) * WITHIN // 100) - 1]
    shorter = sum(gap * 3 / 2 < usual for gap in gaps)
    minutes = -(-(usual - LATE) // MINUTE)
    if 100 * shorter > SHORTER * len(gaps) or minutes > MOST:
        return None
    return max(USUAL, minutes)


def is_throughout(
    times: Iterable[datetime], minutes: int, since: datetime, until: datetime
) -> bool:
    """Return whether a counter told every so many minutes for half of each of the hours at the least.

    Who tells every quarter of an hour, and every few seconds while people come, does not: not at night.
    """
    told: dict[int, set[int]] = defaultdict(set)
    for one in times:
        told[(one - since) // HOUR].add((one - since) // (minutes * MINUTE))
    hours = range((until - since) // HOUR)
    return all(len(told[hour]) * minutes * 2 >= HOUR // MINUTE for hour in hours)
