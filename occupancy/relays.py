"""Counters of one area that followed each other, pure: whoever counts on from another is not added to it.

What cameras say of a day or a month is added up. Where one took over from another within it, each says
its share in what all of them said hour by hour, so that the shares add up to the area's own figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from factory.core.periods import Period
from occupancy.aggregation import Figures
from occupancy.counts import Pair
from occupancy.timelines import Timeline


def is_relay(timeline: Timeline, area_id: int, span: Period) -> bool:
    """Return whether the cameras that make up the area's count change within the span."""
    holders = {
        frozenset(pair for pair in one.holding - one.left_out if pair[1] == area_id)
        for one in timeline.within(span)
    }
    return len(holders - {frozenset()}) > 1


def shares(hours: Mapping[datetime, Mapping[Pair, Figures]]) -> dict[Pair, Figures]:
    """Return of each counter its part in the area's mean, greatest and least count over the hours.

    The means are over the hours that were read; greatest and least are those of one hour.
    """
    fullest = max(hours.values(), key=lambda one: sum(each.most for each in one.values()))
    emptiest = min(hours.values(), key=lambda one: sum(each.least for each in one.values()))
    found: dict[Pair, Figures] = {}
    for hour in hours.values():
        for pair, one in hour.items():
            so_far = found.get(pair)
            found[pair] = replace(
                one,
                avg=one.avg / len(hours) + (so_far.avg if so_far else 0),
                most=fullest[pair].most if pair in fullest else 0,
                least=emptiest[pair].least if pair in emptiest else 0,
                peak_at=(fullest.get(pair) or one).peak_at,
            )
    return found


def share_of(figures: Figures, share: Figures) -> Figures:
    """Return a camera's sums with its share in the area's counts."""
    return replace(
        figures, avg=share.avg, most=share.most, least=share.least, peak_at=share.peak_at
    )


def by_turns(
    figures: Mapping[Pair, Figures], turns: Sequence[tuple[Period, frozenset[Pair]]]
) -> dict[Pair, Figures]:
    """Return each counter's share of an hour in which others took over; who never had a part has all.

    A mean weighs by how long it counted, and who did not count together is not added to the greatest.
    """
    held = [(span.end - span.start, holders) for span, holders in turns if holders]
    whole = sum((length for length, _ in held), start=timedelta())
    fullest = max((one for _, one in held), key=lambda one: _sum(figures, one, "most"))
    emptiest = min((one for _, one in held), key=lambda one: _sum(figures, one, "least"))
    ever = frozenset().union(*(holders for _, holders in held))
    found = dict(figures)
    for pair in figures.keys() & ever:
        one = figures[pair]
        mine = sum((length for length, holders in held if pair in holders), start=timedelta())
        found[pair] = replace(
            one,
            avg=one.avg * (mine / whole),
            most=one.most if pair in fullest else 0,
            least=one.least if pair in emptiest else 0,
        )
    return found


def _sum(figures: Mapping[Pair, Figures], holders: frozenset[Pair], name: str) -> int:
    return sum(getattr(figures[pair], name) for pair in holders if pair in figures)
