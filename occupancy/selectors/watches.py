"""From when until when each counter of a site was meant to be read, so that a silent one is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, Subquery

from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.models import LiveCount, OccupancyDailyAggregate
from occupancy.parts import STILL, TICK
from occupancy.selectors.layout import within_others
from occupancy.timelines import Timeline
from occupancy.watches import Watch


def watches(
    site: Site,
    timeline: Timeline,
    *,
    area_id: int | None = None,
    camera_id: int | None = None,
    outer_only: bool = False,
) -> list[Watch]:
    """Return watches for each counter while it made up an area's count: one query.

    They begin with its first hour, and end with its part; without one ever, with its last hour.
    ``outer_only`` leaves out areas within others.
    """
    asked = {"area_id": area_id, "camera_id": camera_id}
    hours = OccupancyDailyAggregate.objects.filter(
        site=site, area_id=OuterRef("area_id"), camera_id=OuterRef("camera_id")
    )
    chosen = {name: value for name, value in asked.items() if value is not None}
    counters = LiveCount.objects.filter(site=site, **chosen)
    if outer_only:
        counters = counters.exclude(area_id__in=within_others(site))
    rows = counters.annotate(
        first=Subquery(hours.order_by("hour_start").values("hour_start")[:1]),
        last=Subquery(hours.order_by("-hour_start").values("hour_start")[:1]),
    )
    return [
        watch
        for row in rows.exclude(first=None)
        for watch in _watches((row.camera_id, row.area_id), row.first, row.last, timeline)
    ]


def _watches(pair: Pair, first: datetime, last: datetime, timeline: Timeline) -> Iterator[Watch]:
    due = timeline.due(pair)
    if due is None:
        yield Watch(pair, first, last)
        return
    for span in due:
        if span.end > first:
            until = None if span.end == STILL else span.end - TICK
            yield Watch(pair, max(span.start, first), until)
