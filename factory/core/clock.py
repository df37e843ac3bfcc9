"""The one place that asks the time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def local_day(zone: ZoneInfo) -> date:
    """Return today's date in ``zone``."""
    return now().astimezone(zone).date()


def in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    """Return ``value`` as an aware time: a naive one was meant in ``zone``."""
    return value if timezone.is_aware(value) else value.replace(tzinfo=zone)
