"""From when until when each counter of a site was meant to be read, so that a silent one is noticed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Subquery

from occupancy.models import AreaCamera, LiveCount, OccupancyDailyAggregate
from occupancy.selectors.doors import onlookers
from occupancy.watches import Watch


def watches(
    site_id: int, *, area_id: int | None = None, camera_id: int | None = None
) -> list[Watch]:
    """Return a watch for each counter that makes up an area's count: two queries.

    It lasts while the camera belongs to the area; of one that was taken away, until its last hour.
    """
    asked = {"area_id": area_id, "camera_id": camera_id}
    hours = OccupancyDailyAggregate.objects.filter(
        site_id=site_id, area_id=OuterRef("area_id"), camera_id=OuterRef("camera_id")
    )
    counts_here = AreaCamera.objects.filter(
        area_id=OuterRef("area_id"), camera_id=OuterRef("camera_id")
    )
    chosen = {name: value for name, value in asked.items() if value is not None}
    rows = LiveCount.objects.filter(site_id=site_id, **chosen).annotate(
        first=Subquery(hours.order_by("hour_start").values("hour_start")[:1]),
        last=Subquery(hours.order_by("-hour_start").values("hour_start")[:1]),
        is_here=Exists(counts_here),
    )
    left_out = onlookers(site_id)
    return [
        Watch((row.camera_id, row.area_id), row.first, None if row.is_here else row.last)
        for row in rows.exclude(first=None)
        if (row.camera_id, row.area_id) not in left_out
    ]
