"""What the charts of areas show."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from factory.core.periods import Period
from occupancy.aggregation import Figures, together
from occupancy.charts import Bar
from occupancy.hours import Hour, hour_of, hours_of
from occupancy.models import Area, OccupancyDailyAggregate
from occupancy.selectors.aggregates import figures_of


def last_day(area: Area, now: datetime) -> list[Bar]:
    """Return the last 24 closed hours of an area in its site's time, gaps included: one query."""
    zone = area.site.zone
    end = hour_of(now, zone).start
    period = Period(end - timedelta(hours=24), end)
    found: dict[datetime, list[Figures]] = defaultdict(list)
    rows = OccupancyDailyAggregate.objects.filter(
        site=area.site_id,
        area_id=area.pk,
        hour_start__gte=period.start,
        hour_start__lt=period.end,
    )
    for row in rows:
        found[row.hour_start].append(figures_of(row))
    return [_bar(hour, found.get(hour.start, [])) for hour in hours_of(period, zone)]


def _bar(hour: Hour, parts: list[Figures]) -> Bar:
    label = f"{hour.number:02}:00"
    if not parts:
        return Bar(label)
    figures = together(parts)
    return Bar(label, figures.avg, figures.most, figures.coverage)
