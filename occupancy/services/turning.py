"""A site's zone was corrected: its hours, days and months are summed up anew by the right clock."""

from __future__ import annotations

from datetime import datetime

from factory.sites.models import Site
from occupancy.aggregation import AN_HOUR
from occupancy.models import DirtyHour
from occupancy.selectors.edges import whole_since
from occupancy.selectors.turned import turned_hours

AT_ONCE = 10_000
"""Hours of cameras: some seconds of work, so that the task that sums them up stays a short one."""


def mark_turned(*, site: Site, now: datetime) -> int:
    """Mark the oldest hours that another zone's clock made; returns how many.

    Safe to repeat: what has been summed up anew is not found again.
    """
    hours = turned_hours(site, since=whole_since(site, now), most=AT_ONCE)
    marks = [
        DirtyHour(
            site=site, camera_id=camera, area_id=area, hour_start=start, hour_end=start + AN_HOUR
        )
        for camera, area, start in hours
    ]
    DirtyHour.objects.bulk_create(marks, batch_size=2000)
    return len(marks)
