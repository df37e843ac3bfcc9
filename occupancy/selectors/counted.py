"""Sums of cameras as parts of their areas' counts, each judged by the parts of its own hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Q, QuerySet

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import AN_HOUR, Figures, in_turn
from occupancy.counts import Pair
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate
from occupancy.models.aggregates import Aggregate
from occupancy.ranges import Grain, span_at
from occupancy.relays import by_turns, is_relay, share_of, shares
from occupancy.timelines import Timeline

# Of a grain: its table, the date column that is filtered, and the column that says when.
TABLES: dict[Grain, tuple[type[Aggregate], str, str]] = {
    Grain.HOUR: (OccupancyDailyAggregate, "business_date", "hour_start"),
    Grain.DAY: (OccupancyDaySummary, "business_date", "business_date"),
    Grain.MONTH: (OccupancyMonthlyAggregate, "month", "month"),
}
When: TypeAlias = datetime | date
Key: TypeAlias = tuple[Pair, Period]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one camera adds to its area's count over an hour, day or month."""

    when: When
    pair: Pair
    figures: Figures
    computed_at: datetime


def figures_of(row: Aggregate) -> Figures:
    return Figures(
        samples=row.samples,
        count_sum=row.count_sum,
        avg=row.avg_occupancy,
        most=row.max_occupancy,
        least=row.min_occupancy,
        entries=row.entries,
        exits=row.exits,
        peak_at=row.peak_at,
        coverage=row.coverage,
    )


def counted(
    site: Site, grain: Grain, rows: Sequence[Aggregate], timeline: Timeline
) -> Iterator[Counted]:
    """Yield what the rows of one grain add to areas' counts, in their order.

    A day or month in which a camera counted for a part of the time, or took over from another, is summed
    up from its hours: one query more where there is such a one.
    """
    column = TABLES[grain][2]
    spans = [span_at(grain, getattr(row, column), site.zone) for row in rows]
    keys = [((row.camera_id, row.area_id), span) for row, span in zip(rows, spans, strict=True)]
    by_key = dict(zip(keys, rows, strict=True))
    if grain is Grain.HOUR:
        # An hour by the clock of another zone may lie in two of ours; it is judged by its beginning.
        kept = [key for key in keys if key[0] not in timeline.left_out(key[1].start)]
        told = _within_hours(timeline, {key: figures_of(by_key[key]) for key in kept})
    else:
        outs = {key: _is_out(timeline, *key) for key in keys}
        whole = {key: figures_of(row) for key, row in by_key.items() if True not in outs[key]}
        torn = [key for key in keys if len(outs[key]) > 1]
        told = whole | _mended(site, timeline, keys, torn)
    for row, key in zip(rows, keys, strict=True):
        if figures := told.get(key):
            yield Counted(getattr(row, column), key[0], figures, row.computed_at)


def _mended(
    site: Site, timeline: Timeline, keys: Sequence[Key], torn: Sequence[Key]
) -> dict[Key, Figures]:
    """Return the days or months that are ``torn``, and those of areas in which others took over."""
    places = {(pair[1], span) for pair, span in keys}
    relays = {place for place in places if is_relay(timeline, *place)}
    asked = {*torn, *((pair, span) for pair, span in keys if (pair[1], span) in relays)}
    hours = _from_hours(site, sorted(asked, key=str), timeline) if asked else {}
    found = {}
    shared = _shared(timeline, hours, relays)
    for key, mine in hours.items():
        seen = sum(one.minutes_seen for one in mine)
        coverage = seen / timeline.counting_minutes(*key)
        figures = in_turn([figures_of(one) for one in mine], coverage=coverage)
        found[key] = share_of(figures, shared[key]) if key in shared else figures
    return found


def _within_hours(timeline: Timeline, told: Mapping[Key, Figures]) -> dict[Key, Figures]:
    """Return cameras' hours, those in which one took over from another as their shares."""
    by_place: dict[tuple[int, Period], dict[Pair, Figures]] = defaultdict(dict)
    for (pair, hour), figures in told.items():
        by_place[pair[1], hour][pair] = figures
    found: dict[Key, Figures] = {}
    for (area_id, hour), figures_by in by_place.items():
        turns = timeline.turns(area_id, hour)
        each = by_turns(figures_by, turns) if turns else figures_by
        found |= {(pair, hour): one for pair, one in each.items()}
    return found


def _shared(
    timeline: Timeline,
    hours: Mapping[Key, Sequence[OccupancyDailyAggregate]],
    relays: Iterable[tuple[int, Period]],
) -> dict[Key, Figures]:
    """Return cameras' shares of the days and months in which one took over from another."""
    found: dict[Key, Figures] = {}
    for area_id, span in relays:
        told = {
            (pair, Period(one.hour_start, one.hour_start + AN_HOUR)): figures_of(one)
            for (pair, whole), mine in hours.items()
            if (pair[1], whole) == (area_id, span)
            for one in mine
        }
        by_hour: dict[datetime, dict[Pair, Figures]] = defaultdict(dict)
        for (pair, hour), figures in _within_hours(timeline, told).items():
            by_hour[hour.start][pair] = figures
        if by_hour:
            found |= {(pair, span): share for pair, share in shares(by_hour).items()}
    return found


def _is_out(timeline: Timeline, pair: Pair, span: Period) -> Collection[bool]:
    """Return whether the pair was left out: one answer, or both if it was for a part of the span."""
    return {pair in stretch.left_out for stretch in timeline.within(span)}


def _from_hours(
    site: Site, keys: Sequence[Key], timeline: Timeline
) -> Mapping[Key, Sequence[OccupancyDailyAggregate]]:
    found: dict[Pair, list[OccupancyDailyAggregate]] = defaultdict(list)
    for row in _hours(site, keys):
        pair = (row.camera_id, row.area_id)
        if pair not in timeline.left_out(row.hour_start):
            found[pair].append(row)
    return {
        (pair, span): mine
        for pair, span in keys
        if (mine := [row for row in found[pair] if span.start <= row.hour_start < span.end])
    }


def _hours(site: Site, keys: Sequence[Key]) -> QuerySet[OccupancyDailyAggregate]:
    """Return the hours of all spans asked for; of other cameras' spans too, which is no matter."""
    spans = sorted({(span.start, span.end) for _, span in keys})
    hours = OccupancyDailyAggregate.objects.filter(
        reduce(or_, (Q(hour_start__gte=start, hour_start__lt=end) for start, end in spans)),
        site=site,
        camera_id__in={camera for (camera, _), _ in keys},
        area_id__in={area for (_, area), _ in keys},
    )
    found: QuerySet[OccupancyDailyAggregate] = hours.order_by("hour_start")
    return found
