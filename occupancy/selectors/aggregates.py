"""Reads of aggregates: by hour, day and month, for cameras, areas and the site; five queries at most."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet, Sum

from factory.core.errors import Invalid
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import Figures, together
from occupancy.counts import Pair
from occupancy.hours import dates_around
from occupancy.models import OccupancyDailyAggregate
from occupancy.models.aggregates import Aggregate
from occupancy.ranges import MOST_ROWS, Asked, By, Grain
from occupancy.selectors.blindness import Place, blind_at
from occupancy.selectors.counted import TABLES, Counted, When, counted
from occupancy.selectors.doors import around, timeline_of
from occupancy.selectors.handovers import handovers_of
from occupancy.selectors.layout import within_others
from occupancy.timelines import Timeline

AT_ONCE = 2000
"""Rows in memory while hours are read."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bar of a chart. ``cameras`` is how many reported; None as a camera or area: all of them."""

    start: When
    camera_id: int | None
    area_id: int | None
    figures: Figures
    cameras: int
    computed_at: datetime


def readings_in(site_id: int, period: Period) -> int:
    """Return how many readings the hours of the period were summed up from."""
    hours = OccupancyDailyAggregate.objects.filter(
        site_id=site_id,
        hour_start__gte=period.start,
        hour_start__lt=period.end,
        business_date__range=dates_around(period.start, period.end),
    )
    return int(hours.aggregate(n=Sum("samples"))["n"] or 0)


def buckets(site: Site, asked: Asked) -> list[Bucket]:
    """Return the bars, oldest first; gaps have none. Raises Invalid if there are too many."""
    found = list(islice(each_bucket(site, asked), MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise Invalid("That is too much for one answer: take fewer days, an area, or a file.")
    return found


def each_bucket(site: Site, asked: Asked) -> Iterator[Bucket]:
    """Yield the bars, oldest first; those of hours as they are read, in the memory of one hour."""
    table, _, start = TABLES[asked.grain]
    rows = table.objects.filter(site=site, **_filters(asked))
    if _of_the_site(asked):
        rows = rows.exclude(area_id__in=within_others(site))
    # A camera by itself is shown whatever its part.
    timeline = Timeline((), site.zone) if asked.by is By.CAMERA else timeline_of(site)
    blind = blind_at(site, asked, timeline, outer_only=_of_the_site(asked))
    span = around(site, *_dates(asked))
    handovers = handovers_of(site.pk, timeline, span, area_id=asked.area_id)
    for part in _parts(asked.grain, rows.order_by(start, "area_id", "camera_id")):
        groups: dict[tuple[When, Place], list[Counted]] = defaultdict(list)
        for one in counted(site, asked.grain, part, timeline, handovers=handovers):
            groups[one.when, _place(one.pair, asked.by)].append(one)
        for (when, place), group in groups.items():
            yield _bucket(when, place, group, is_blind=blind(when, place, len(group)))


def _parts(grain: Grain, rows: QuerySet[Aggregate]) -> Iterator[list[Aggregate]]:
    """Yield the rows an hour at a time; days and months, which are few and belong together, at once."""
    if grain is not Grain.HOUR:
        yield list(rows)
        return
    hours: Any = rows.iterator(chunk_size=AT_ONCE)
    for _, part in groupby(hours, key=attrgetter("hour_start")):
        yield list(part)


def _of_the_site(asked: Asked) -> bool:
    """Return whether areas are added up: who is in one within another would be there twice."""
    return asked.by is By.SITE and asked.area_id is None


def _dates(asked: Asked) -> tuple[date, date]:
    """Return the dates that the rows are of: whole months where months are asked for."""
    if asked.grain is not Grain.MONTH:
        return asked.first, asked.last
    last = asked.last.replace(day=monthrange(asked.last.year, asked.last.month)[1])
    return asked.first.replace(day=1), last


def _filters(asked: Asked) -> dict[str, Any]:
    column, (first, last) = TABLES[asked.grain][1], _dates(asked)
    wanted = {"area_id": asked.area_id, "camera_id": asked.camera_id}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    return {f"{column}__gte": first, f"{column}__lte": last, **chosen}


def _place(pair: Pair, by: By) -> Place:
    if by is By.SITE:
        return None, None
    return (pair[0] if by is By.CAMERA else None), pair[1]


def _bucket(when: When, place: Place, rows: list[Counted], *, is_blind: bool) -> Bucket:
    return Bucket(
        start=when,
        camera_id=place[0],
        area_id=place[1],
        figures=together([row.figures for row in rows], is_blind=is_blind),
        cameras=len({row.pair[0] for row in rows}),
        computed_at=max(row.computed_at for row in rows),
    )
