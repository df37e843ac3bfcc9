"""Who made up areas' counts hour by hour, pure: whole hours, in the site's own time."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from factory.core.periods import Period
from occupancy.counts import Pair
from occupancy.hours import MINUTE, hour_of
from occupancy.parts import EVER, STILL, Part, Turn, judged, left_out


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole hours in which the same cameras hold parts, and the same are left out of areas' counts."""

    span: Period
    holding: frozenset[Pair]
    left_out: frozenset[Pair]


class Timeline:
    """The stretches of a site's history. An hour is judged by the part that a camera had first in it."""

    def __init__(self, parts: Sequence[Part], zone: ZoneInfo) -> None:
        self.stretches = list(_stretches(parts, zone))
        self._starts = [one.span.start for one in self.stretches]
        self._known = {part.pair for part in parts}
        self._zone = zone
        self._parts: dict[int, list[Part]] = defaultdict(list)
        for part in parts:
            self._parts[part.pair[1]].append(part)

    def left_out(self, hour_start: datetime) -> frozenset[Pair]:
        """Return who is left out of the counts of the hour that begins then."""
        return self.stretches[bisect_right(self._starts, hour_start) - 1].left_out

    def within(self, span: Period) -> Iterator[Stretch]:
        """Yield the stretches that the span has time in common with, each cut to it."""
        first = bisect_right(self._starts, span.start) - 1
        for one in self.stretches[first:]:
            if one.span.start >= span.end:
                return
            cut = Period(max(one.span.start, span.start), min(one.span.end, span.end))
            yield Stretch(cut, one.holding, one.left_out)

    def begun(self, area_id: int) -> dict[int, datetime]:
        """Return the cameras that ever had a part in the area, and since when; before, each counts."""
        latest_first = sorted(self._parts.get(area_id, []), key=lambda one: one.since, reverse=True)
        return {part.pair[0]: part.since for part in latest_first}

    def turns(self, area_id: int, span: Period) -> list[Turn]:
        """Return who made up the area's count by their parts when, to the moment."""
        parts = self._parts.get(area_id, [])
        within = sorted(one for one in _moments(parts) if span.start < one < span.end)
        found = []
        for start, end in pairwise([span.start, *within, span.end]):
            held = judged(parts, Period(start, end))
            open_ones = {
                (camera, area_id)
                for camera, one in held.get(area_id, {}).items()
                if not one.is_over
            }
            found.append(Turn(Period(start, end), frozenset(open_ones - left_out(held))))
        return found

    def handed_over(self, span: Period) -> Iterator[tuple[int, Period, list[Turn]]]:
        """Yield areas, hours of the span within which others took over, and their turns."""
        for area_id, parts in sorted(self._parts.items()):
            within = (one for one in _moments(parts) if span.start <= one < span.end)
            for hour in sorted({hour_of(one, self._zone) for one in within}):
                whole = Period(hour.start, hour.end)
                turns = self.turns(area_id, whole)
                if len({one.holders for one in turns if one.holders}) > 1:
                    yield area_id, whole, turns

    def counting_minutes(self, pair: Pair, span: Period) -> int:
        """Return for how many minutes of the span the pair was not left out."""
        kept = (one.span for one in self.within(span) if pair not in one.left_out)
        return sum(((part.end - part.start) // MINUTE for part in kept), start=0)

    def due(self, pair: Pair) -> list[Period] | None:
        """Return when the pair made up a count by its part; None if it never had one."""
        if pair not in self._known:
            return None
        held = (one for one in self.stretches if pair in one.holding)
        return _joined(one.span for one in held if pair not in one.left_out)

    def left_out_within(self, span: Period) -> Iterator[tuple[Pair, Period]]:
        """Yield who is left out of counts for which parts of the span, as few as there are."""
        found: dict[Pair, list[Period]] = defaultdict(list)
        for one in self.within(span):
            for pair in one.left_out:
                found[pair].append(one.span)
        for pair, spans in sorted(found.items()):
            yield from ((pair, joined) for joined in _joined(spans))


def _moments(parts: Iterable[Part]) -> set[datetime]:
    return {moment for part in parts for moment in (part.since, part.until)} - {EVER, STILL}


def _joined(spans: Iterable[Period]) -> list[Period]:
    """Return spans in their order, those that touch as one."""
    found: list[Period] = []
    for span in spans:
        if found and found[-1].end == span.start:
            span = Period(found.pop().start, span.end)  # noqa: PLW2901 - it has grown
        found.append(span)
    return found


def _stretches(parts: Sequence[Part], zone: ZoneInfo) -> Iterator[Stretch]:
    hours = [hour_of(moment, zone) for moment in _moments(parts)]
    cuts = sorted({EVER, STILL} | {hour.start for hour in hours} | {hour.end for hour in hours})
    for start, end in pairwise(cuts):
        found = judged(parts, Period(start, end))
        holding = {
            (camera, area)
            for area, cameras in found.items()
            for camera, held in cameras.items()
            if not held.is_over
        }
        yield Stretch(Period(start, end), frozenset(holding), left_out(found))
