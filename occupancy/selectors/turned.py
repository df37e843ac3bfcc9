"""Hours that were summed up by another zone's clock than the site's: its zone was corrected since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from factory.sites.models import Site
from occupancy.aggregation import AN_HOUR
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyLog


def turned_hours(site: Site, *, since: datetime, most: int) -> Iterable[tuple[int, int, datetime]]:
    """Return camera, area and start of the oldest hours of another zone whose readings are there.

    ``since`` is since when readings are whole. One query where the zone is as it was, else two.
    """
    kept = {"site": site, "business_date__gte": since.date()}
    if not OccupancyDaySummary.objects.filter(**kept).exclude(time_zone=site.time_zone).exists():
        return []
    readings = OccupancyLog.objects.filter(
        site_id=site.pk,
        camera_id=OuterRef("camera_id"),
        area_id=OuterRef("area_id"),
        timestamp__gte=OuterRef("hour_start"),
        timestamp__lt=OuterRef("hour_end"),
    )
    hours = OccupancyDailyAggregate.objects.filter(**kept).exclude(time_zone=site.time_zone)
    # The date alone leaves hours in whose marks would come to nothing, minute after minute.
    whole = hours.filter(hour_start__gte=since)
    found = whole.annotate(hour_end=F("hour_start") + AN_HOUR).filter(Exists(readings))
    oldest = found.order_by("hour_start", "camera_id", "area_id")[:most]
    return list(oldest.values_list("camera_id", "area_id", "hour_start"))
