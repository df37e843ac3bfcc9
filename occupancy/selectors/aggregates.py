"""Reads of aggregates: by hour, day and month, for cameras, areas and the site; four queries at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Sum

from factory.core.errors import Invalid
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.aggregation import Figures, together
from occupancy.counts import Pair
from occupancy.models import OccupancyDailyAggregate
from occupancy.ranges import MOST_ROWS, Asked, By, Grain, span_at
from occupancy.selectors.counted import TABLES, Counted, When, counted
from occupancy.selectors.doors import timeline_of
from occupancy.selectors.layout import within_others
from occupancy.selectors.watches import watches
from occupancy.timelines import Timeline
from occupancy.watches import is_blind

Place: TypeAlias = tuple[int | None, int | None]


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
        site_id=site_id, hour_start__gte=period.start, hour_start__lt=period.end
    )
    return int(hours.aggregate(n=Sum("samples"))["n"] or 0)


def buckets(site: Site, asked: Asked) -> list[Bucket]:
    """Return the bars, oldest first; gaps have none. Raises Invalid if there are too many."""
    table, _, start = TABLES[asked.grain]
    rows = table.objects.filter(site=site, **_filters(asked))
    if _of_the_site(asked):
        rows = rows.exclude(area_id__in=within_others(site))
    found = list(rows.order_by(start, "area_id", "camera_id")[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise Invalid("That is too much for one answer: take fewer days, an area or a camera.")
    # A camera by itself is shown whatever its part.
    timeline = Timeline((), site.zone) if asked.by is By.CAMERA else timeline_of(site)
    groups: dict[tuple[When, Place], list[Counted]] = defaultdict(list)
    for one in counted(site, asked.grain, found, timeline):
        groups[one.when, _place(one.pair, asked.by)].append(one)
    blind = _blind_at(site, asked, timeline)
    return [
        _bucket(when, place, group, is_blind=blind(when, place, len(group)))
        for (when, place), group in groups.items()
    ]


def _blind_at(site: Site, asked: Asked, timeline: Timeline) -> Callable[[When, Place, int], bool]:
    """Return what says whether a place had a counter more than those so many that were read."""
    if asked.by is By.CAMERA:
        return lambda _when, _place, _read: False
    due = watches(
        site,
        timeline,
        area_id=asked.area_id,
        camera_id=asked.camera_id,
        outer_only=_of_the_site(asked),
    )

    def blind(when: When, place: Place, read: int) -> bool:
        here = (one for one in due if place[1] in {None, one.pair[1]})
        return is_blind(here, read, span_at(asked.grain, when, site.zone))

    return blind


def _of_the_site(asked: Asked) -> bool:
    """Return whether areas are added up: who is in one within another would be there twice."""
    return asked.by is By.SITE and asked.area_id is None


def _filters(asked: Asked) -> dict[str, Any]:
    column = TABLES[asked.grain][1]
    first = asked.first.replace(day=1) if asked.grain is Grain.MONTH else asked.first
    wanted = {"area_id": asked.area_id, "camera_id": asked.camera_id}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    return {f"{column}__gte": first, f"{column}__lte": asked.last, **chosen}


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
