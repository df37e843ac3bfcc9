"""Periods of a schedule, pure: which hours, days and months have closed in a site's own zone.

A period is ``[start, end)`` between two neighbouring boundaries and is due at its end. Boundaries are
wall-clock moments of the zone: an hour's in half-hour zones is at the local :00, the day on which clocks
go back has 25 of them, and a time that the clocks skip happens by the offset before the gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
LOOKBACK = timedelta(days=40)
"""How far back a schedule is caught up: a month that closed while everything was down is in it."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``start`` is in it, ``end`` is not; both aware UTC."""

    start: datetime
    end: datetime


class Cadence(Protocol):
    """When periods end."""

    @property
    def reach(self) -> timedelta:
        """A little longer than the longest gap between two boundaries."""
        ...

    def boundaries(self, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
        """Yield the boundaries in (after, until], oldest first, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class EveryMinutes:
    """Boundaries at whole multiples of ``minutes`` since the epoch."""

    minutes: int
    reach: timedelta = timedelta(hours=2)

    def boundaries(self, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
        del zone
        step = self.minutes * 60
        first = int(after.timestamp()) // step * step + step
        for second in range(first, int(until.timestamp()) + 1, step):
            yield datetime.fromtimestamp(second, UTC)


@dataclass(frozen=True, slots=True)
class Hourly:
    """Boundaries at the local :00."""

    reach: timedelta = timedelta(hours=3)

    def boundaries(self, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
        # Every zone's offset is a whole number of quarters of an hour.
        for moment in EveryMinutes(15).boundaries(zone, after, until):
            if moment.astimezone(zone).minute == 0:
                yield moment


@dataclass(frozen=True, slots=True)
class Daily:
    """Boundaries at the local time ``at`` of every day."""

    at: time = time(0, 0)
    reach: timedelta = timedelta(days=3)

    def boundaries(self, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
        day = after.astimezone(zone).date() - DAY
        while day <= until.astimezone(zone).date():
            moment = _moment(day, self.at, zone)
            if after < moment <= until:
                yield moment
            day += DAY


@dataclass(frozen=True, slots=True)
class Monthly:
    """Boundaries at the local time ``at`` on the first of every month."""

    at: time = time(0, 0)
    reach: timedelta = timedelta(days=70)

    def boundaries(self, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
        for moment in Daily(self.at).boundaries(zone, after, until):
            if moment.astimezone(zone).day == 1:
                yield moment


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def closed_periods(
    cadence: Cadence, zone: ZoneInfo, *, last_end: datetime | None, now: datetime
) -> list[Period]:
    """Return the periods that have closed by ``now`` and are not yet known, oldest first.

    ``last_end`` is the end of the newest known period; without one only the last closed period counts,
    so that a new site does not start with a backlog. Nothing older than ``LOOKBACK`` is returned.
    """
    after = now - cadence.reach if last_end is None else max(last_end, now - LOOKBACK)
    ends = list(cadence.boundaries(zone, after - cadence.reach, now))
    found = [Period(start, end) for start, end in pairwise(ends) if end > after]
    return found[-1:] if last_end is None else found


def next_boundary(cadence: Cadence, zone: ZoneInfo, now: datetime) -> datetime:
    """Return when the period that is open at ``now`` closes, in UTC."""
    return next(cadence.boundaries(zone, now, now + cadence.reach))
