"""What the charts of areas show: every hour, day or month of a span, gaps included; four queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from factory.core.periods import Period
from occupancy.aggregation import Figures, together
from occupancy.areas import closed
from occupancy.board import SPANS, Span
from occupancy.charts import Bar
from occupancy.hours import hour_of, hours_of, next_month
from occupancy.models import Area
from occupancy.ranges import Grain, span_at
from occupancy.selectors.counted import TABLES, counted
from occupancy.selectors.doors import timeline_of
from occupancy.selectors.watches import watches
from occupancy.watches import is_blind

YEAR_OF_MONTHS = 12


def last_day(area: Area, now: datetime) -> list[Bar]:
    """Return the last 24 closed hours of an area in its site's time."""
    return bars_of(area, SPANS[0], now)


def bars_of(area: Area, span: Span, now: datetime) -> list[Bar]:
    """Return the span's bars, oldest first, in the site's own hours; what is still open is left out."""
    if span.grain is Grain.HOUR:
        return list(_hours(area, span, now))
    if span.grain is Grain.DAY:
        return list(_days(area, span, now))
    return list(_months(area, now))


def _hours(area: Area, span: Span, now: datetime) -> Iterator[Bar]:
    zone = area.site.zone
    end = hour_of(now, zone).start
    period = Period(end - timedelta(days=span.days), end)
    found = _found(area, Grain.HOUR, period.start, period.end)
    for hour in hours_of(period, zone):
        local = hour.start.astimezone(zone)
        shut = closed(local.time(), area.closed_from, area.closed_until)
        yield _bar(
            _label(span, hour.number, local),
            f"{local:%a %d %b, %H:%M}",
            found.get(hour.start),
            shut=shut,
        )


def _label(span: Span, number: int, local: datetime) -> str:
    """Return the hour, or where there are many of them the day at its beginning."""
    if span.days == 1:
        return f"{number:02}:00"
    return f"{local:%a %d %b}" if number == 0 else ""


def _days(area: Area, span: Span, now: datetime) -> Iterator[Bar]:
    today = now.astimezone(area.site.zone).date()
    days = [today - timedelta(days=back) for back in range(span.days, 0, -1)]
    found = _found(area, Grain.DAY, days[0], today)
    for day in days:
        yield _bar(f"{day:%d %b}", f"{day:%a %d %b %Y}", found.get(day))


def _months(area: Area, now: datetime) -> Iterator[Bar]:
    this = now.astimezone(area.site.zone).date().replace(day=1)
    months = [date(this.year - 1, this.month, 1)]
    while len(months) < YEAR_OF_MONTHS:
        months.append(next_month(months[-1]))
    found = _found(area, Grain.MONTH, months[0], this)
    for month in months:
        yield _bar(f"{month:%b %y}", f"{month:%B %Y}", found.get(month))


def _found(
    area: Area, grain: Grain, first: date | datetime, until: date | datetime
) -> dict[date | datetime, Figures]:
    table, _, column = TABLES[grain]
    rows = table.objects.filter(
        site=area.site_id,
        area_id=area.pk,
        **{f"{column}__gte": first, f"{column}__lt": until},
    )
    timeline = timeline_of(area.site)
    found: dict[date | datetime, list[Figures]] = defaultdict(list)
    for one in counted(area.site, grain, list(rows), timeline):
        found[one.when].append(one.figures)
    due, zone = watches(area.site, timeline, area_id=area.pk), area.site.zone
    return {
        when: together(parts, is_blind=is_blind(due, len(parts), span_at(grain, when, zone)))
        for when, parts in found.items()
    }


def _bar(label: str, long: str, figures: Figures | None, *, shut: bool = False) -> Bar:
    if figures is None:
        return Bar(label, closed=shut, long_label=long)
    return Bar(label, figures.avg, figures.most, figures.coverage, shut, long)
