"""Reads of aggregates: by hour, day and month, for cameras, areas and sites."""

from __future__ import annotations

from django.db.models import Sum

from factory.core.periods import Period
from occupancy.models import OccupancyDailyAggregate


def readings_in(site_id: int, period: Period) -> int:
    """Return how many readings the hours of the period were summed up from."""
    hours = OccupancyDailyAggregate.objects.filter(
        site_id=site_id, hour_start__gte=period.start, hour_start__lt=period.end
    )
    return int(hours.aggregate(n=Sum("samples"))["n"] or 0)
