"""An area's readings by the minute: one query, and one for its doors."""

from __future__ import annotations

from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce, TruncMinute

from factory.core.periods import Period
from occupancy.models import Area, OccupancyLog
from occupancy.quiet import Minute
from occupancy.selectors.doors import left_out_of, timeline_of


def minutes_of(area: Area, period: Period) -> list[Minute]:
    """Return what each camera read in each minute of the period in which it read anything."""
    logs = OccupancyLog.objects.filter(
        site_id=area.site_id,
        area_id=area.pk,
        timestamp__gte=period.start,
        timestamp__lt=period.end,
    ).exclude(left_out_of(timeline_of(area.site), period, "timestamp"))
    absolute = Q(absolute=True)
    rows = (
        logs.order_by()
        .values("camera_id", minute=TruncMinute("timestamp"))
        .annotate(
            net=Coalesce(Sum(F("entries") - F("exits"), filter=~absolute), 0),
            level=Max("current_count", filter=absolute),
        )
    )
    return [Minute(row["minute"], row["camera_id"], row["net"], row["level"]) for row in rows]
