"""Counters of one area that followed each other, pure: whoever counts on from another is not added to it.

What cameras say of a day or a month is added up. Where one took over from another within it, each says
its share in what all of them said hour by hour, so that the shares add up to the area's own figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

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
    peak = max(fullest.values(), key=lambda one: (one.most, -one.peak_at.timestamp()))
    found: dict[Pair, Figures] = {}
    for hour in hours.values():
        for pair, one in hour.items():
            so_far = found.get(pair)
            found[pair] = replace(
                one,
                avg=one.avg / len(hours) + (so_far.avg if so_far else 0),
                most=fullest[pair].most if pair in fullest else 0,
                least=emptiest[pair].least if pair in emptiest else 0,
                peak_at=peak.peak_at,
            )
    return found


def share_of(figures: Figures, share: Figures, coverage: float) -> Figures:
    """Return a camera's sums with its share in the area's counts, and how well it covered its turns."""
    return replace(
        figures,
        avg=share.avg,
        most=share.most,
        least=share.least,
        peak_at=share.peak_at,
        coverage=coverage,
    )
