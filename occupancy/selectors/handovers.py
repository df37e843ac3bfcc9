"""Hours within which others took over, by the readings of each turn: two queries at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from factory.core.periods import Period
from occupancy.aggregation import Figures
from occupancy.counts import Pair
from occupancy.handovers import ToldTurn, by_turns
from occupancy.paces import Paces
from occupancy.selectors.paces import paces_of
from occupancy.statements.turns import told_in
from occupancy.timelines import Timeline

Key: TypeAlias = tuple[Pair, Period]
Handovers: TypeAlias = Mapping[tuple[int, datetime], list[ToldTurn]]
"""By an area and an hour's beginning."""


def handovers_of(
    site_id: int, timeline: Timeline, span: Period, *, area_id: int | None = None
) -> Handovers:
    """Return the turns of the span's hours within which an area's cameras changed."""
    torn = [one for one in timeline.handed_over(span) if area_id in {None, one[0]}]
    wanted = [(turn, pair) for _, _, turns in torn for turn in turns for pair in turn.holders]
    told = told_in(site_id=site_id, turns=wanted)
    known = paces_of(site_id) if told else Paces()
    at_pace = {
        (turn, pair): replace(one, minutes_seen=one.minutes_seen * known.at(pair, turn.span.start))
        for (turn, pair), one in told.items()
    }
    return {
        (area, hour.start): [
            ToldTurn(
                turn,
                {pair: at_pace[turn, pair] for pair in turn.holders if (turn, pair) in told},
            )
            for turn in turns
        ]
        for area, hour, turns in torn
    }


def within_hours(handovers: Handovers, told: Mapping[Key, Figures]) -> dict[Key, Figures]:
    """Return cameras' hours, those in which one took over from another as their shares."""
    by_place: dict[tuple[int, Period], dict[Pair, Figures]] = defaultdict(dict)
    for (pair, hour), figures in told.items():
        by_place[pair[1], hour][pair] = figures
    found: dict[Key, Figures] = {}
    for (area_id, hour), figures_by in by_place.items():
        turns = handovers.get((area_id, hour.start))
        each = by_turns(figures_by, turns) if turns else figures_by
        found |= {(pair, hour): one for pair, one in each.items()}
    return found
