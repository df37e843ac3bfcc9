"""Sums of cameras as parts of their areas' counts, each judged by the parts of its own hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Q, QuerySet

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import Figures, in_turn
from occupancy.counts import Pair
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate
from occupancy.models.aggregates import Aggregate
from occupancy.ranges import Grain, span_at
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

    A day or month in which a camera counted for a part of the time is summed up from its hours: one
    query more where there is such a one.
    """
    column = TABLES[grain][2]
    spans = [span_at(grain, getattr(row, column), site.zone) for row in rows]
    keys = [((row.camera_id, row.area_id), span) for row, span in zip(rows, spans, strict=True)]
    outs = [_is_out(timeline, pair, span) for pair, span in keys]
    torn = [key for key, out in zip(keys, outs, strict=True) if len(out) > 1]
    mended = _from_hours(site, torn, timeline) if torn else {}
    for row, key, out in zip(rows, keys, outs, strict=True):
        figures = mended.get(key) if len(out) > 1 else None if True in out else figures_of(row)
        if figures:
            yield Counted(getattr(row, column), key[0], figures, row.computed_at)


def _is_out(timeline: Timeline, pair: Pair, span: Period) -> Collection[bool]:
    """Return whether the pair was left out: one answer, or both if it was for a part of the span."""
    return {pair in stretch.left_out for stretch in timeline.within(span)}


def _from_hours(site: Site, keys: Sequence[Key], timeline: Timeline) -> Mapping[Key, Figures]:
    found: dict[Pair, list[OccupancyDailyAggregate]] = defaultdict(list)
    for row in _hours(site, keys):
        pair = (row.camera_id, row.area_id)
        if pair not in timeline.left_out(row.hour_start):
            found[pair].append(row)
    return {
        (pair, span): in_turn([figures_of(row) for row in mine], coverage=seen / minutes)
        for pair, span in keys
        if (mine := [row for row in found[pair] if span.start <= row.hour_start < span.end])
        for seen in [sum(row.minutes_seen for row in mine)]
        for minutes in [timeline.counting_minutes(pair, span)]
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
