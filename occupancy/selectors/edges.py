"""Since when a site's readings are whole: what lies before it cannot be summed up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Min

from factory.core.partitions import month_span
from factory.sites.models import Site
from occupancy.counts import Pair
from occupancy.hours import hour_of
from occupancy.models import OccupancyLog, RetiredLogs
from occupancy.site_settings import LOG_RETENTION_DAYS


def horizon_of(site_id: int, now: datetime) -> datetime:
    """Return since when a site's readings are to be kept: the start of a month, in UTC; one query."""
    oldest = now - timedelta(days=LOG_RETENTION_DAYS.of(site_id))
    return month_span(oldest.date())[0]


def retired_until(site_id: int) -> datetime | None:
    """Return until when readings were retired; None if none ever were. One query."""
    rows = RetiredLogs.objects.filter(site=site_id).values_list("until", flat=True)
    found: datetime | None = rows.first()
    return found


def whole_since(site: Site, now: datetime) -> datetime:
    """Return the site's first hour whose readings are all kept: two queries.

    Months begin in mid-hour for clocks that are half an hour off; and where readings are to be kept for
    longer than before, those that are gone do not come back.
    """
    horizon = horizon_of(site.pk, now)
    edge = max(horizon, retired_until(site.pk) or horizon)
    hour = hour_of(edge, site.zone)
    return edge if hour.start == edge else hour.end


def first_reading(site_id: int, pairs: Iterable[Pair]) -> datetime | None:
    """Return the time of the oldest reading of ``pairs``; a query for each, by the log's own index."""
    firsts = (
        OccupancyLog.objects.filter(site=site_id, camera_id=camera_id, area_id=area_id).aggregate(
            at=Min("timestamp")
        )["at"]
        for camera_id, area_id in pairs
    )
    return min((at for at in firsts if at), default=None)
