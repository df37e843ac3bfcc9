"""What the charts of areas show: every hour, day or month of a span, gaps included; five queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from occupancy.watches import Watch, is_blind

YEAR_OF_MONTHS = 12


def last_days(areas: Sequence[Area], now: datetime) -> dict[int, list[Bar]]:
    """Return by area the last 24 closed hours in the site's time, of areas of one site."""
    return _hours(areas, SPANS[0], now) if areas else {}


def bars_of(area: Area, span: Span, now: datetime) -> list[Bar]:
    """Return the span's bars, oldest first, in the site's own hours; what is still open is left out."""
    if span.grain is Grain.HOUR:
        return _hours([area], span, now)[area.pk]
    if span.grain is Grain.DAY:
        return list(_days(area, span, now))
    return list(_months(area, now))


def _hours(areas: Sequence[Area], span: Span, now: datetime) -> dict[int, list[Bar]]:
    zone = areas[0].site.zone
    end = hour_of(now, zone).start
    period = Period(end - timedelta(days=span.days), end)
    found = _found(areas, Grain.HOUR, period.start, period.end)
    hours = [(hour, hour.start.astimezone(zone)) for hour in hours_of(period, zone)]
    return {
        area.pk: [
            _bar(
                _label(span, hour.number, local),
                f"{local:%a %d %b, %H:%M}",
                found[area.pk].get(hour.start),
                shut=closed(local.time(), area.closed_from, area.closed_until),
            )
            for hour, local in hours
        ]
        for area in areas
    }


def _label(span: Span, number: int, local: datetime) -> str:
    """Return the hour, or where there are many of them the day at its beginning."""
    if span.days == 1:
        return f"{number:02}:00"
    return f"{local:%a %d %b}" if number == 0 else ""


def _days(area: Area, span: Span, now: datetime) -> Iterator[Bar]:
    today = now.astimezone(area.site.zone).date()
    days = [today - timedelta(days=back) for back in range(span.days, 0, -1)]
    found = _found([area], Grain.DAY, days[0], today)[area.pk]
    for day in days:
        yield _bar(f"{day:%d %b}", f"{day:%a %d %b %Y}", found.get(day))


def _months(area: Area, now: datetime) -> Iterator[Bar]:
    this = now.astimezone(area.site.zone).date().replace(day=1)
    months = [date(this.year - 1, this.month, 1)]
    while len(months) < YEAR_OF_MONTHS:
        months.append(next_month(months[-1]))
    found = _found([area], Grain.MONTH, months[0], this)[area.pk]
    for month in months:
        yield _bar(f"{month:%b %y}", f"{month:%B %Y}", found.get(month))


def _found(
    areas: Sequence[Area], grain: Grain, first: date | datetime, until: date | datetime
) -> dict[int, dict[date | datetime, Figures]]:
    """Return by area the figures of what was read, of areas of one site."""
    site, numbers = areas[0].site, [area.pk for area in areas]
    table, _, column = TABLES[grain]
    rows = table.objects.filter(
        site=site, area_id__in=numbers, **{f"{column}__gte": first, f"{column}__lt": until}
    )
    timeline = timeline_of(site)
    parts: dict[int, dict[date | datetime, list[Figures]]] = {one: {} for one in numbers}
    for one in counted(site, grain, list(rows), timeline):
        parts[one.pair[1]].setdefault(one.when, []).append(one.figures)
    due: dict[int, list[Watch]] = defaultdict(list)
    for watch in watches(site, timeline):
        due[watch.pair[1]].append(watch)
    return {
        area_id: {
            when: together(said, is_blind=is_blind(due[area_id], len(said), span))
            for when, said in by_when.items()
            for span in [span_at(grain, when, site.zone)]
        }
        for area_id, by_when in parts.items()
    }


def _bar(label: str, long: str, figures: Figures | None, *, shut: bool = False) -> Bar:
    if figures is None:
        return Bar(label, closed=shut, long_label=long)
    return Bar(label, figures.avg, figures.most, figures.coverage, shut, long)
