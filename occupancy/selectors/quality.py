"""How an area's counters have done day by day: four queries at most."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from factory.core.periods import Daily, Period
from occupancy.handovers import coverages
from occupancy.models import Area, OccupancyDailyAggregate
from occupancy.quality import Balance, running
from occupancy.ranges import Grain
from occupancy.selectors.counted import Counted, counted
from occupancy.selectors.doors import timeline_of
from occupancy.selectors.watches import watches
from occupancy.timelines import Timeline
from occupancy.watches import Watch, is_blind

SHOWN_DAYS = 14


def balances(area: Area, now: datetime, days: int = SHOWN_DAYS) -> list[Balance]:
    """Return the last ``days`` closed days from reset to reset, oldest first.

    Unread days are absent, and those that began before the area was there: who was in already would
    leave without having come.
    """
    cut = Daily(area.reset_time or time(0, 0))
    edges = list(cut.boundaries(area.site.zone, now - timedelta(days=days + 2), now))[-days - 1 :]
    by_day: dict[int, list[Counted]] = defaultdict(list)
    timeline = timeline_of(area.site)
    for one in _hours(area, Period(edges[0], edges[-1]), timeline):
        by_day[bisect_right(edges, one.span.start) - 1].append(one)
    due = watches(area.site, timeline, area_id=area.pk)
    return [
        _balance(area, rows, Period(edges[place], edges[place + 1]), due, timeline)
        for place, rows in sorted(by_day.items())
        if edges[place] >= area.opened_at
    ]


def _hours(area: Area, span: Period, timeline: Timeline) -> list[Counted]:
    rows = OccupancyDailyAggregate.objects.filter(
        site=area.site_id, area_id=area.pk, hour_start__gte=span.start, hour_start__lt=span.end
    )
    return list(counted(area.site, Grain.HOUR, list(rows.order_by("hour_start")), timeline))


def _balance(
    area: Area, rows: Sequence[Counted], day: Period, due: Sequence[Watch], timeline: Timeline
) -> Balance:
    steps: dict[datetime, int] = defaultdict(int)
    seen: dict[tuple[int, int], int] = defaultdict(int)
    for row in rows:
        steps[row.span.start] += row.figures.entries - row.figures.exits
        seen[row.pair] += row.minutes_seen
    lowest, highest = running(steps.values())
    covered = coverages(timeline.turns(area.pk, day), day, seen)
    return Balance(
        day=day.start.astimezone(area.site.zone).date(),
        entries=sum(row.figures.entries for row in rows),
        exits=sum(row.figures.exits for row in rows),
        lowest=lowest,
        highest=highest,
        coverage=0.0 if is_blind(due, len(seen), day) else min(covered.values()),
    )
