"""How an area's counters have done day by day: three queries."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from factory.core.periods import Daily, Period
from occupancy.hours import minutes
from occupancy.models import Area, OccupancyDailyAggregate
from occupancy.quality import Balance, running
from occupancy.selectors.doors import timeline_of
from occupancy.selectors.watches import watches
from occupancy.timelines import Timeline
from occupancy.watches import Watch, is_blind

SHOWN_DAYS = 14


def balances(area: Area, now: datetime, days: int = SHOWN_DAYS) -> list[Balance]:
    """Return the last ``days`` closed days from reset to reset, oldest first; unread days are absent."""
    cut = Daily(area.reset_time or time(0, 0))
    edges = list(cut.boundaries(area.site.zone, now - timedelta(days=days + 2), now))[-days - 1 :]
    by_day: dict[int, list[OccupancyDailyAggregate]] = defaultdict(list)
    timeline = timeline_of(area.site)
    for row in _hours(area, Period(edges[0], edges[-1]), timeline):
        by_day[bisect_right(edges, row.hour_start) - 1].append(row)
    due = watches(area.site, timeline, area_id=area.pk)
    return [
        _balance(area, rows, Period(edges[place], edges[place + 1]), due)
        for place, rows in sorted(by_day.items())
    ]


def _hours(area: Area, span: Period, timeline: Timeline) -> Iterator[OccupancyDailyAggregate]:
    rows = OccupancyDailyAggregate.objects.filter(
        site=area.site_id, area_id=area.pk, hour_start__gte=span.start, hour_start__lt=span.end
    )
    for row in rows.order_by("hour_start"):
        if (row.camera_id, row.area_id) not in timeline.left_out(row.hour_start):
            yield row


def _balance(
    area: Area, rows: Sequence[OccupancyDailyAggregate], day: Period, due: Sequence[Watch]
) -> Balance:
    steps: dict[datetime, int] = defaultdict(int)
    seen: dict[int, int] = defaultdict(int)
    for row in rows:
        steps[row.hour_start] += row.entries - row.exits
        seen[row.camera_id] += row.minutes_seen
    lowest, highest = running(steps.values())
    return Balance(
        day=day.start.astimezone(area.site.zone).date(),
        entries=sum(row.entries for row in rows),
        exits=sum(row.exits for row in rows),
        lowest=lowest,
        highest=highest,
        coverage=0.0 if is_blind(due, len(seen), day) else min(seen.values()) / minutes(day),
    )
