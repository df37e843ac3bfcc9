"""Days and months in which a camera counted for a part of the time, or took over, from their hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TypeAlias

from django.db.models import Q, QuerySet

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import AN_HOUR, Figures, in_turn
from occupancy.counts import Pair
from occupancy.handovers import coverages
from occupancy.models import OccupancyDailyAggregate
from occupancy.models.aggregates import Aggregate
from occupancy.relays import is_relay, share_of, shares
from occupancy.selectors.handovers import Handovers, Key, within_hours
from occupancy.timelines import Timeline

Hours: TypeAlias = Mapping[Key, Sequence[OccupancyDailyAggregate]]


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


def is_torn(timeline: Timeline, pair: Pair, span: Period) -> Collection[bool]:
    """Return whether the pair was left out: one answer, or both if it was for a part of the span."""
    return {pair in stretch.left_out for stretch in timeline.within(span)}


def mended(
    site: Site,
    timeline: Timeline,
    keys: Sequence[Key],
    torn: Sequence[Key],
    handovers: Handovers,
) -> dict[Key, Figures]:
    """Return the days or months that are ``torn``, and those of areas in which others took over."""
    places = {(pair[1], span) for pair, span in keys}
    relays = {place for place in places if is_relay(timeline, *place)}
    asked = {*torn, *((pair, span) for pair, span in keys if (pair[1], span) in relays)}
    hours = _from_hours(site, sorted(asked, key=str), timeline) if asked else {}
    found = {}
    for key, mine in hours.items():
        seen = sum(one.minutes_seen for one in mine)
        coverage = seen / timeline.counting_minutes(*key)
        found[key] = in_turn([figures_of(one) for one in mine], coverage=coverage)
    for area_id, span in relays:
        found |= _relayed(timeline, hours, found, (area_id, span), handovers)
    return found


def _relayed(
    timeline: Timeline,
    hours: Hours,
    found: Mapping[Key, Figures],
    place: tuple[int, Period],
    handovers: Handovers,
) -> dict[Key, Figures]:
    """Return cameras' shares of a day or month of an area in which one took over from another."""
    area_id, span = place
    mine = {key[0]: rows for key, rows in hours.items() if (key[0][1], key[1]) == place}
    told = {
        (pair, Period(one.hour_start, one.hour_start + AN_HOUR)): figures_of(one)
        for pair, rows in mine.items()
        for one in rows
    }
    by_hour: dict[datetime, dict[Pair, Figures]] = defaultdict(dict)
    for (pair, hour), figures in within_hours(handovers, told).items():
        by_hour[hour.start][pair] = figures
    if not by_hour:
        return {}
    seen = {pair: sum(one.minutes_seen for one in rows) for pair, rows in mine.items()}
    covered = coverages(timeline.turns(area_id, span), span, seen)
    return {
        (pair, span): share_of(found[pair, span], share, covered[pair])
        for pair, share in shares(by_hour).items()
    }


def _from_hours(site: Site, keys: Sequence[Key], timeline: Timeline) -> Hours:
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


def _hours(site: Site, keys: Iterable[Key]) -> QuerySet[OccupancyDailyAggregate]:
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
