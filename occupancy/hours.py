"""Hours, days and months of a site's own clock, pure: half-hour zones, days of 23 and 25 hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from factory.core.periods import QUARTER, Hourly, Period

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Hour:
    """One hour ``[start, end)`` in UTC, with its number and date on the site's clock."""

    start: datetime
    end: datetime
    number: int
    day: date


def hour_of(moment: datetime, zone: ZoneInfo) -> Hour:
    """Return the hour that ``moment`` (aware) is in."""
    return _hour_of_quarter(int(moment.timestamp()) // 900 * 900, zone)


@lru_cache(maxsize=4096)
def _hour_of_quarter(second: int, zone: ZoneInfo) -> Hour:
    # Every zone's offset is a whole number of quarters, so that hours begin with one.
    start = datetime.fromtimestamp(second, UTC)
    while start.astimezone(zone).minute:
        start -= QUARTER
    end = start + QUARTER
    while end.astimezone(zone).minute:
        end += QUARTER
    local = start.astimezone(zone)
    return Hour(start, end, local.hour, local.date())


def hours_of(period: Period, zone: ZoneInfo) -> Iterator[Hour]:
    """Yield the hours that begin in ``period``."""
    for start in Hourly().boundaries(zone, period.start - timedelta(microseconds=1), period.end):
        if start < period.end:
            yield hour_of(start, zone)


# Asked of every counter's day and month: 100 times for an hour of 50 counters.
@lru_cache(maxsize=4096)
def day_of(day: date, zone: ZoneInfo) -> Period:
    """Return the local day, midnight to midnight."""
    return Period(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))


@lru_cache(maxsize=1024)
def month_of(month: date, zone: ZoneInfo) -> Period:
    """Return the local month of the date ``month``."""
    first = month.replace(day=1)
    return Period(_midnight(first, zone), _midnight(next_month(first), zone))


def dates_around(start: datetime, end: datetime) -> tuple[date, date]:
    """Return the first and last date that hours of [start, end) may have in any zone.

    Hours are found by their dates' index, where thousands of others lie beside them.
    """
    return start.date() - timedelta(days=1), end.date() + timedelta(days=1)


def next_month(month: date) -> date:
    """Return the first day of the month after that of ``month``."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def minutes(period: Period | Hour) -> int:
    """Return the length in minutes."""
    return (period.end - period.start) // MINUTE


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when the day's first hour begins, which is not 00:00 where clocks skip midnight."""
    return datetime.combine(day, time(0, 0), tzinfo=zone).astimezone(UTC)
