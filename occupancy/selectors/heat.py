"""The hours behind a heat map, summed up by the database: three queries, two more after a swap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import Count, Min, QuerySet, Sum

from factory.sites.models import Site
from occupancy.aggregation import Figures, together
from occupancy.heat import ReadHour
from occupancy.models import OccupancyDailyAggregate
from occupancy.ranges import Grain, span_at
from occupancy.selectors.counted import Counted, counted
from occupancy.selectors.doors import around, left_out_of, timeline_of
from occupancy.selectors.handovers import handovers_of
from occupancy.selectors.layout import within_others
from occupancy.selectors.watches import watches
from occupancy.watches import is_blind

Read: TypeAlias = tuple[ReadHour, int]
"""With how many counters were read in it."""


def read_hours(
    site: Site, first: date, last: date, *, area_id: int | None = None
) -> list[ReadHour]:
    """Return the hours of the business dates [first, last] that were read, of one area or the site.

    Cameras that count for the same place are added up as in every other sum; the coverage is the worst
    camera's.
    """
    rows = OccupancyDailyAggregate.objects.filter(
        site=site, business_date__gte=first, business_date__lte=last
    )
    if area_id is not None:
        rows = rows.filter(area_id=area_id)
    else:
        rows = rows.exclude(area_id__in=within_others(site))
    timeline, span = timeline_of(site), around(site, first, last)
    handovers = handovers_of(site.pk, timeline, span, area_id=area_id)
    torn = {start for _, start in handovers}
    whole = rows.exclude(left_out_of(timeline, span, "hour_start")).exclude(hour_start__in=torn)
    found = list(_added_up(whole))
    if torn:
        judged = list(rows.filter(hour_start__in=torn))
        parts = counted(site, Grain.HOUR, judged, timeline, handovers=handovers)
        found += _added(judged, parts)
    due = watches(site, timeline, area_id=area_id, outer_only=area_id is None)
    return [
        replace(hour, coverage=0.0)
        if is_blind(due, read, span_at(Grain.HOUR, hour.start, site.zone))
        else hour
        for hour, read in found
    ]


def _added_up(rows: QuerySet[OccupancyDailyAggregate]) -> Iterator[Read]:
    """Add up in the database the hours in which each camera counted all the time or not at all."""
    found: Any = (
        rows.order_by()
        .values("business_date", "hour", "hour_start")
        .annotate(
            avg=Sum("avg_occupancy"),
            most=Sum("max_occupancy"),
            worst=Min("coverage"),
            read=Count("pk"),
        )
    )
    for row in found:
        place = (row["business_date"], row["hour"], row["hour_start"])
        avg, most = max(0.0, row["avg"]), max(0, row["most"])
        yield ReadHour(*place, avg, most, row["worst"]), row["read"]


def _added(rows: Iterable[OccupancyDailyAggregate], parts: Iterable[Counted]) -> Iterator[Read]:
    places: dict[date, tuple[date, int, datetime]] = {
        row.hour_start: (row.business_date, row.hour, row.hour_start) for row in rows
    }
    by_hour: dict[date, list[Figures]] = defaultdict(list)
    for one in parts:
        by_hour[one.when].append(one.figures)
    for start, figures in by_hour.items():
        all_of_it = together(figures)
        yield (
            ReadHour(*places[start], all_of_it.avg, all_of_it.most, all_of_it.coverage),
            len(figures),
        )
