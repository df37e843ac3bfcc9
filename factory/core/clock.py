"""The one place that asks the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Within, it is ``moment`` (aware): the demo's history is told by the services of its own day.

    Holds for this thread or task alone; what runs on commit sees the time of its running.
    """
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def local_day(zone: ZoneInfo) -> date:
    """Return today's date in ``zone``."""
    return now().astimezone(zone).date()


def in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    """Return ``value`` as an aware time: a naive one was meant in ``zone``."""
    return value if timezone.is_aware(value) else value.replace(tzinfo=zone)
