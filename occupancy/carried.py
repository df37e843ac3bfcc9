"""What counters hold once cameras' parts in an area have changed, pure: the area goes on as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from factory.core.periods import Period
from occupancy.counts import Pair
from occupancy.parts import TICK, Part, judged, left_out


def carried(stood: Mapping[Pair, int], parts: Sequence[Part], at: datetime) -> dict[Pair, int]:
    """Return what counters of one area hold from ``at`` on; those that hold what they did are absent.

    ``stood`` is what each stood at just before, ``parts`` are all of the area's. Who counted through a
    door that is gone is in still, and is held by a door that counts: by one whose part began then, else
    by the first one. Whom a camera saw inside it sees no more once its part has ended.
    """
    kept = left_out(judged(parts, Period(at - TICK, at)))
    out = left_out(judged(parts, Period(at, at + TICK)))
    begun = [one for one in parts if one.since <= at]
    still = [one for one in begun if at < one.until]
    doors = {one.pair for one in still if not one.is_inside}
    gone = _gone(begun, at, everybody=bool(doors))
    # Those left out would come back, long out of date, with the next door.
    handing = (gone | (out - kept)) - {one.pair for one in still}
    held = dict.fromkeys(handing, 0)
    missing = _total(stood, kept) - _total(stood, out | handing)
    if missing and doors:
        taker = min(doors & {one.pair for one in still if one.since == at} or doors)
        held[taker] = stood.get(taker, 0) + missing
    return {pair: count for pair, count in held.items() if count != stood.get(pair, 0)}


def _gone(begun: Sequence[Part], at: datetime, *, everybody: bool) -> set[Pair]:
    """Return who has nothing to hold any more, if they have no other part.

    Where doors count those who are in leave by one of them: then ``everybody`` whose part has ended.
    """
    ended = (one for one in begun if one.until <= at)
    return {one.pair for one in ended if everybody or (one.is_inside and one.until == at)}


def _total(counts: Mapping[Pair, int], out: Collection[Pair]) -> int:
    return sum(count for pair, count in counts.items() if pair not in out)
