"""What the minute's sweep does for occupancy: months made ahead, late readings rung for."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_celery_beat.models import PeriodicTask

from factory.core import clock
from factory.core.partitions import ensure_partitions
from factory.core.ring import ring
from factory.sites.models import Site
from occupancy.models import DirtyHour, OccupancyLog
from occupancy.services.aggregation import absorb_marks
from occupancy.services.capacity import watch_capacity
from occupancy.services.turning import mark_turned

LATE = timedelta(minutes=10)
"""Marks of an hour that closed longer ago were missed by its own aggregation: their readings are late."""
HOURLY_BELL = "occupancy_hourly_aggregation"


def sweep() -> None:
    """settings.SWEEPS: make the log's months, look how full areas are, ring for late readings."""
    now = clock.now()
    ensure_partitions(OccupancyLog, "timestamp", now)
    for site in Site.objects.all():
        watch_capacity(site=site, now=now)
    _ring_for_late(now)


def _ring_for_late(now: datetime) -> None:
    """Ring for the sites that have late readings, unless the hourly job is switched off."""
    if PeriodicTask.objects.filter(name=HOURLY_BELL, enabled=False).exists():
        return
    late = DirtyHour.objects.filter(hour_end__lte=now - LATE).order_by()
    for site_id in late.values_list("site_id", flat=True).distinct():
        ring("occupancy.absorb_late", site_id)


def absorb_late(*, site_id: int) -> int:
    """Sum up the hours of a site whose readings came late; returns how many hours.

    Then marks more of a corrected zone's, for the next minute.
    """
    site: Site | None = Site.objects.filter(pk=site_id).first()
    if site is None:
        return 0
    hours = absorb_marks(site=site, until=clock.now() - LATE).hours
    mark_turned(site=site, now=clock.now())
    return hours
