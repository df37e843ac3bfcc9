"""Which cameras made up an area's count when, pure.

A camera's part in an area holds from one moment to another. An area's count is its doors' where it has
any, else that of the cameras inside: people inside are in the doors' count already, and added up they
would be there twice. A door that was taken away still says who is in, for as long as doors count; what a
camera inside saw ends with its part. A counter that never had a part, as other systems' may, counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from factory.core.periods import Period
from occupancy.counts import Pair

EVER = datetime.min.replace(tzinfo=UTC)
STILL = datetime.max.replace(tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A camera looks inside an area, or counts at its door, from ``since`` to just before ``until``."""

    pair: Pair
    is_inside: bool
    since: datetime = EVER
    until: datetime = STILL

    @property
    def is_open(self) -> bool:
        return self.until == STILL


@dataclass(frozen=True, slots=True)
class Held:
    """The part by which a camera is judged: ``is_over`` if it is the last one, and has ended before."""

    is_inside: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A span in which the same cameras make up an area's count."""

    span: Period
    holders: frozenset[Pair]


def areas_at(parts: Sequence[Part], at: datetime) -> tuple[int, ...]:
    """Return the areas for which one camera counted at ``at`` by its parts.

    Before all of them it is that of the first: a counter may have been put up before it was set up.
    """
    if not parts:
        return ()
    moment = max(at, min(part.since for part in parts))
    return tuple(part.pair[1] for part in parts if part.since <= moment < part.until)


def left_out_now(parts: Iterable[Part]) -> frozenset[Pair]:
    """Return who is left out of the counts that the open parts make up."""
    return left_out(judged(parts, Period(STILL - TICK, STILL)))


def taker_at(pairs: Iterable[Pair], parts: Iterable[Part], at: datetime) -> Pair:
    """Return who of an area's pairs takes a count that is said of it: one that made it up at ``at``.

    Else one that had no part then, and at last one that only looked on.
    """
    by_area = judged(parts, Period(at, at + TICK))
    out = left_out(by_area)
    holding = {
        (camera, area)
        for area, cameras in by_area.items()
        for camera, held in cameras.items()
        if not held.is_over
    }
    return min(pairs, key=lambda pair: (pair in out, pair not in holding, pair))


def judged(parts: Iterable[Part], span: Period) -> Mapping[int, Mapping[int, Held]]:
    """Return by area and camera the part that counts in the span: the first that holds, else the last."""
    found: dict[int, dict[int, Held]] = defaultdict(dict)
    for part in sorted(parts, key=lambda one: one.since):
        camera, area = part.pair
        before = found[area].get(camera)
        if part.since < span.end and (before is None or before.is_over):
            found[area][camera] = Held(part.is_inside, is_over=part.until <= span.start)
    return found


def left_out(by_area: Mapping[int, Mapping[int, Held]]) -> frozenset[Pair]:
    """Return who is left out of the areas' counts, as ``judged`` says who holds which part."""
    found: set[Pair] = set()
    for area, cameras in by_area.items():
        holding = [held for held in cameras.values() if not held.is_over]
        by_doors = any(not held.is_inside for held in holding)
        by_sight = bool(holding) and not by_doors
        for camera, held in cameras.items():
            gone = held.is_over and (held.is_inside or by_sight)
            if gone or (held.is_inside and by_doors):
                found.add((camera, area))
    return frozenset(found)
