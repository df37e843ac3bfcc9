"""How far apart counters' readings are to be, and are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, Sum

from occupancy.counts import Pair
from occupancy.hours import dates_around
from occupancy.models import CounterPace, CountingLine, OccupancyDailyAggregate, OccupancyLog
from occupancy.paces import Pace, Paces, paces
from occupancy.statements.rowsets import fetch, moment

TABLE = CounterPace._meta.db_table
LOOK_BACK = timedelta(hours=6)
SPARSE = 60 * 6
"""Readings in that time; whoever tells more often tells every minute."""
SEEN = 0.9


def paces_of(site_id: int) -> Paces:
    """Return the paces of a site's counters: one query."""
    rows = fetch(
        f"SELECT camera_id, area_id, since, minutes, learnt FROM {TABLE} WHERE site_id = %(site)s",  # noqa: S608
        {"site": site_id},
    )
    return paces(
        Pace((camera, area), moment(since), minutes, bool(learnt))
        for camera, area, since, minutes, learnt in rows
    )


def sparse_readings(site_id: int, until: datetime) -> Mapping[Pair, Collection[datetime]]:
    """Return when counters told of which there seemed to be gaps, lately, until ``until``: three queries.

    Cameras that count by our own lines are left out: they tell every few seconds.
    """
    since = until - LOOK_BACK
    hours = OccupancyDailyAggregate.objects.filter(
        site=site_id,
        hour_start__gte=since,
        hour_start__lt=until,
        business_date__range=dates_around(since, until),
    )
    summed = (
        hours.order_by()
        .values("camera_id", "area_id")
        .annotate(told=Sum("samples"), gaps=Sum("minutes_seen", filter=Q(coverage__lt=SEEN)))
    )
    few = {
        (row["camera_id"], row["area_id"])
        for row in summed
        if row["told"] <= SPARSE and row["gaps"] is not None
    }
    if not few:
        return {}
    own = CountingLine.objects.filter(site=site_id, enabled=True)
    pairs = few - set(own.values_list("camera", "area"))
    return told_lately(site_id, pairs, until)


def told_lately(
    site_id: int, pairs: Collection[Pair], until: datetime
) -> Mapping[Pair, Collection[datetime]]:
    """Return when the counters told lately: one query where there are any."""
    if not pairs:
        return {}
    since = until - LOOK_BACK
    logs = OccupancyLog.objects.filter(
        site=site_id,
        camera_id__in={camera for camera, _ in pairs},
        timestamp__gte=since,
        timestamp__lt=until,
    )
    found: dict[Pair, list[datetime]] = defaultdict(list)
    for camera, area, at in logs.order_by().values_list("camera_id", "area_id", "timestamp"):
        if (camera, area) in pairs:
            found[camera, area].append(at)
    return found
