"""A day's or a month's traffic in figures: what came, what left, how long it stayed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from vehicles.lengths import Stays, stays_of
from vehicles.visits import Visit

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Entries and exits; ``by_hour`` or ``by_day`` of (label, entries, exits), for a chart."""

    entries: int
    exits: int
    vehicles: int
    stays: Stays
    columns: tuple[tuple[str, int, int], ...]

    @property
    def highest(self) -> int:
        """The largest number of any column, at least 1."""
        return max([1, *(max(entries, exits) for _, entries, exits in self.columns)])


def traffic_of_day(visits: Sequence[Visit], day: date, zone: tzinfo) -> Traffic:
    """Return a local day's traffic by the hour of the clock."""
    labels = [f"{hour:02}" for hour in HOURS]
    return _traffic(visits, _Span(day, day, zone), labels, "%H")


def traffic_of_month(visits: Sequence[Visit], first: date, zone: tzinfo) -> Traffic:
    """Return a local month's traffic by the day."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    days = [f"{number:02}" for number in range(1, last.day + 1)]
    return _traffic(visits, _Span(first, last, zone), days, "%d")


@dataclass(frozen=True, slots=True)
class _Span:
    """Local days, both included."""

    first: date
    last: date
    zone: tzinfo

    def local(self, moment: datetime | None) -> datetime | None:
        """Return the moment by the site's clock; None outside these days."""
        local = moment.astimezone(self.zone) if moment else None
        return local if local and self.first <= local.date() <= self.last else None


def _traffic(visits: Sequence[Visit], span: _Span, labels: list[str], part: str) -> Traffic:
    came = [local for visit in visits if (local := span.local(visit.entered_at))]
    went = [local for visit in visits if (local := span.local(visit.left_at))]
    ended = [visit for visit in visits if span.local(visit.left_at)]
    seen = {one.key for one in visits if span.local(one.entered_at) or span.local(one.left_at)}
    entries, exits = (Counter(moment.strftime(part) for moment in found) for found in (came, went))
    columns = tuple((label, entries[label], exits[label]) for label in labels)
    return Traffic(len(came), len(went), len(seen), stays_of(ended), columns)
