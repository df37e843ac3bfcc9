"""The one place that asks the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.text import capfirst

from factory.core.errors import Invalid
from factory.core.wall_times import ComesTwiceError, meant

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
    """Return ``value`` as an aware time: a naive one was meant in ``zone``.

    Raises Invalid for one that comes twice as the clocks go back, unless it is told as it happens.
    """
    try:
        return meant(value, zone, now())
    except ComesTwiceError as error:
        raise Invalid(f"{capfirst(str(error))}.", code="comes-twice") from error


def wall_time(moment: datetime, zone: ZoneInfo | str | None = None) -> str:
    """Return an aware moment in words, by the wall clock of ``zone``, else of who looks at the page."""
    return f"{by_wall_clock(moment, zone):%Y-%m-%d %H:%M:%S}"


def by_wall_clock(moment: datetime, zone: ZoneInfo | str | None = None) -> datetime:
    """Return an aware moment in ``zone``, else in that of who looks at the page.

    One next to the calendar's ends, which another zone cannot tell, is given in UTC, as is one whose
    zone this machine does not know by name.
    """
    try:
        known = ZoneInfo(zone) if isinstance(zone, str) else zone
        return timezone.localtime(moment, known)
    except (OverflowError, ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC)
