"""The rules of sums, pure: which hours an aggregation is about, and how cameras add up to an area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from factory.core.periods import Period
from occupancy.counts import Pair
from occupancy.hours import Hour, day_of, hour_of, hours_of, minutes, month_of, next_month
from occupancy.paces import Paces

AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
MARK_MARGIN = timedelta(minutes=2)
"""Transactions are shorter: a mark of an hour that is open for this long is not consumed meanwhile."""


@dataclass(frozen=True, slots=True, order=True)
class WantedHour:
    """One camera's hour in one area, to be summed up."""

    camera_id: int
    area_id: int
    hour: Hour


@dataclass(frozen=True, slots=True, order=True)
class WantedSpan:
    """One camera's day or month in one area: the dates [day, until), and its length in minutes."""

    camera_id: int
    area_id: int
    day: date
    until: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Turned:
    """One camera's hour in one area, as it was summed up by the clock of another zone."""

    camera_id: int
    area_id: int
    start: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Done:
    """What an aggregation did: how many hours, from how many readings."""

    hours: int = 0
    records: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(self.hours + other.hours, self.records + other.records)


def hours_over(pair: Pair, start: datetime, end: datetime, zone: ZoneInfo) -> list[WantedHour]:
    """Return the pair's hours of the site's clock that lie, wholly or in part, in [start, end)."""
    found = [hour_of(start, zone)]
    while found[-1].end < end:
        found.append(hour_of(found[-1].end, zone))
    return [WantedHour(*pair, hour) for hour in found]


def by_pace(wanted: Iterable[WantedHour], known: Paces) -> Mapping[int, list[WantedHour]]:
    """Return the hours by the minutes between readings that their counters had then."""
    found: dict[int, list[WantedHour]] = defaultdict(list)
    for one in wanted:
        found[known.at((one.camera_id, one.area_id), one.hour.start)].append(one)
    return found


def covered(turned: Iterable[Turned], zone: ZoneInfo) -> set[WantedHour]:
    """Return the hours of the site's clock over which hours of another zone lay."""
    return {
        hour
        for one in turned
        for hour in hours_over((one.camera_id, one.area_id), one.start, one.start + AN_HOUR, zone)
    }


def every_hour(pairs: Iterable[Pair], period: Period, zone: ZoneInfo) -> list[WantedHour]:
    """Return every hour of the period for every pair."""
    hours = list(hours_of(period, zone))
    return [WantedHour(camera, area, hour) for camera, area in pairs for hour in hours]


def days_of(
    wanted: Iterable[WantedHour], zone: ZoneInfo, turned: Iterable[Turned] = ()
) -> list[WantedSpan]:
    """Return the days that the hours belong to, or belonged to."""
    days = {(one.camera_id, one.area_id, one.hour.day) for one in wanted}
    days |= {(one.camera_id, one.area_id, one.day) for one in turned}
    # Few days of many counters.
    rest = {day: (day, day + A_DAY, minutes(day_of(day, zone))) for _, _, day in days}
    return [WantedSpan(camera, area, *rest[day]) for camera, area, day in sorted(days)]


def month_for(pairs: Iterable[Pair], month: date, zone: ZoneInfo) -> list[WantedSpan]:
    """Return the month of the date ``month`` for every pair."""
    first, length = month.replace(day=1), minutes(month_of(month, zone))
    return [WantedSpan(camera, area, first, next_month(first), length) for camera, area in pairs]


def months_of(days: Iterable[WantedSpan], zone: ZoneInfo, *, until: datetime) -> list[WantedSpan]:
    """Return the months that the days belong to and that have ended by ``until``."""
    pairs: dict[date, set[Pair]] = defaultdict(set)
    for one in days:
        pairs[one.day.replace(day=1)].add((one.camera_id, one.area_id))
    ended = [month for month in sorted(pairs) if month_of(month, zone).end <= until]
    return [span for month in ended for span in month_for(sorted(pairs[month]), month, zone)]


def needs_mark(hour_end: datetime, *, now: datetime, marked: bool) -> bool:
    """Return whether readings need a mark of their own: one more is harmless, one fewer is not."""
    return not (marked and hour_end > now + MARK_MARGIN)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a span: of one camera, or of several that add up.

    ``exact`` is false where maximum and minimum of several cameras are added: they may not have been at
    the same moment, so that these are bounds.
    """

    samples: int
    count_sum: int
    avg: float
    most: int
    least: int
    entries: int
    exits: int
    peak_at: datetime
    coverage: float
    exact: bool = True


def together(parts: Sequence[Figures], *, is_blind: bool = False) -> Figures:
    """Return what cameras that count for the same place say together.

    Means add up, those below zero too: who came by one door may leave by another. Only together are they
    never fewer than nobody. A coverage is the worst camera's, since a blind door makes the whole count
    doubtful: ``is_blind`` says that one more told nothing at all.
    """
    figures = parts[0] if len(parts) == 1 else _added(parts)
    return replace(
        figures,
        avg=max(0.0, figures.avg),
        most=max(0, figures.most),
        least=max(0, figures.least),
        coverage=0.0 if is_blind else figures.coverage,
    )


def _added(parts: Sequence[Figures]) -> Figures:
    return Figures(
        samples=sum(one.samples for one in parts),
        count_sum=sum(one.count_sum for one in parts),
        avg=sum(one.avg for one in parts),
        most=sum(one.most for one in parts),
        least=sum(one.least for one in parts),
        entries=sum(one.entries for one in parts),
        exits=sum(one.exits for one in parts),
        peak_at=max(parts, key=lambda one: (one.most, -one.peak_at.timestamp())).peak_at,
        coverage=min(one.coverage for one in parts),
        exact=False,
    )


def in_turn(parts: Sequence[Figures], *, coverage: float) -> Figures:
    """Return what one camera's hours say of the span that they make up, as its day's sums do."""
    samples, count_sum = sum(one.samples for one in parts), sum(one.count_sum for one in parts)
    peak = max(parts, key=lambda one: (one.most, -one.peak_at.timestamp()))
    return Figures(
        samples=samples,
        count_sum=count_sum,
        avg=count_sum / samples,
        most=peak.most,
        least=min(one.least for one in parts),
        entries=sum(one.entries for one in parts),
        exits=sum(one.exits for one in parts),
        peak_at=peak.peak_at,
        coverage=coverage,
    )


def chunks(period: Period, zone: ZoneInfo) -> Iterator[Period]:
    """Yield the period in parts that end at local midnights: a rebuild needs the memory of one."""
    start = period.start
    while start < period.end:
        midnight = day_of(start.astimezone(zone).date(), zone).end
        end = min(midnight, period.end)
        yield Period(start, end)
        start = end
