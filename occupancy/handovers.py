"""Spans within which one counter took over from another, pure: each is judged by its own turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from factory.core.periods import Period
from occupancy.aggregation import Figures
from occupancy.counts import Pair
from occupancy.hours import MINUTE
from occupancy.parts import Turn


@dataclass(frozen=True, slots=True)
class Told:
    """What one counter's readings in a turn said; a turn without a reading has none."""

    avg: float
    most: int
    least: int
    peak_at: datetime
    minutes_seen: int


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """A turn, and what those who made up the count in it said."""

    turn: Turn
    told: Mapping[Pair, Told]

    @property
    def length(self) -> timedelta:
        return self.turn.span.end - self.turn.span.start

    @property
    def most(self) -> int:
        return sum(one.most for one in self.told.values())

    @property
    def least(self) -> int:
        return sum(one.least for one in self.told.values())

    @property
    def peak_at(self) -> datetime:
        order = (one for one in self.told.values())
        return max(order, key=lambda one: (one.most, -one.peak_at.timestamp())).peak_at

    @property
    def seen(self) -> timedelta:
        """Return for how much of the turn its worst counter was read."""
        read = [self.told[one].minutes_seen if one in self.told else 0 for one in self.turn.holders]
        return min(self.length, min(read, default=0) * MINUTE)


def by_turns(figures: Mapping[Pair, Figures], turns: Sequence[ToldTurn]) -> dict[Pair, Figures]:
    """Return each counter's share of an hour in which others took over; who never had a part has all.

    The shares add up to the area's mean, weighed by how long each turn was, to the greatest and least
    count of any turn, and all have the area's coverage. Where the readings are gone they are bounds.
    """
    read = [one for one in turns if one.told]
    if not read:
        return _bounds(figures, turns)
    whole = sum((one.length for one in read), start=timedelta())
    lasting = sum((one.length for one in turns), start=timedelta())
    fullest = max(read, key=lambda one: one.most)
    emptiest = min(read, key=lambda one: one.least)
    coverage = sum((one.seen for one in read), start=timedelta()) / lasting
    found = dict(figures)
    for pair in figures.keys() & _holders(turns):
        means = (one.told[pair].avg * (one.length / whole) for one in read if pair in one.told)
        found[pair] = replace(
            figures[pair],
            avg=sum(means),
            most=fullest.told[pair].most if pair in fullest.told else 0,
            least=emptiest.told[pair].least if pair in emptiest.told else 0,
            peak_at=fullest.peak_at,
            coverage=coverage,
        )
    return found


def _bounds(figures: Mapping[Pair, Figures], turns: Sequence[ToldTurn]) -> dict[Pair, Figures]:
    """Judge by what each counter said in the whole hour: who did not count together is not added up."""
    held = [one for one in turns if one.turn.holders]
    whole = sum((one.length for one in held), start=timedelta())
    fullest = max(held, key=lambda one: _sum(figures, one, "most")).turn.holders
    emptiest = min(held, key=lambda one: _sum(figures, one, "least")).turn.holders
    found = dict(figures)
    for pair in figures.keys() & _holders(turns):
        one = figures[pair]
        mine = sum((turn.length for turn in held if pair in turn.turn.holders), start=timedelta())
        found[pair] = replace(
            one,
            avg=one.avg * (mine / whole),
            most=one.most if pair in fullest else 0,
            least=one.least if pair in emptiest else 0,
            coverage=min(1.0, one.coverage * (whole / mine)),
        )
    return found


def _holders(turns: Sequence[ToldTurn]) -> frozenset[Pair]:
    return frozenset().union(*(one.turn.holders for one in turns))


def _sum(figures: Mapping[Pair, Figures], one: ToldTurn, name: str) -> int:
    return sum(getattr(figures[pair], name) for pair in one.turn.holders if pair in figures)


def coverages(turns: Sequence[Turn], span: Period, seen: Mapping[Pair, int]) -> dict[Pair, float]:
    """Return how well each counter covered its turns of the span, as a share of the whole span.

    ``seen`` is in how many minutes each was read. While nobody was to count nobody has seen anything.
    A counter without a turn was to be read all the time.
    """
    whole = span.end - span.start
    held = sum((_length(one.span) for one in turns if one.holders), start=timedelta())
    found = {}
    for pair, minutes in seen.items():
        mine = sum((_length(one.span) for one in turns if pair in one.holders), start=timedelta())
        due, share = (mine, held / whole) if mine else (whole, 1.0)
        found[pair] = min(1.0, minutes * MINUTE / due) * share
    return found


def _length(span: Period) -> timedelta:
    return span.end - span.start
