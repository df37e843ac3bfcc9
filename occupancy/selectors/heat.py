"""The hours behind a heat map, summed up by the database: three queries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Min, Sum

from factory.core.periods import Period
from factory.sites.models import Site
from occupancy.heat import ReadHour
from occupancy.hours import day_of
from occupancy.models import OccupancyDailyAggregate
from occupancy.parts import EVER, STILL
from occupancy.ranges import Grain, span_at
from occupancy.selectors.doors import left_out_of, timeline_of
from occupancy.selectors.layout import within_others
from occupancy.selectors.watches import watches
from occupancy.watches import is_blind


def read_hours(
    site: Site, first: date, last: date, *, area_id: int | None = None
) -> list[ReadHour]:
    """Return the hours of the business dates [first, last] that were read, of one area or the site.

    Cameras that count for the same place are added up; the coverage is the worst camera's.
    """
    rows = OccupancyDailyAggregate.objects.filter(
        site=site, business_date__gte=first, business_date__lte=last
    )
    if area_id is not None:
        rows = rows.filter(area_id=area_id)
    else:
        rows = rows.exclude(area_id__in=within_others(site))
    timeline = timeline_of(site)
    rows = rows.exclude(left_out_of(timeline, _span(site, first, last), "hour_start"))
    found: Any = (
        rows.order_by()
        .values("business_date", "hour", "hour_start")
        .annotate(
            avg=Sum("avg_occupancy"),
            most=Sum("max_occupancy"),
            worst=Min("coverage"),
            read=Count("pk"),
        )
    )
    due = watches(site, timeline, area_id=area_id, outer_only=area_id is None)
    return [
        ReadHour(
            row["business_date"],
            row["hour"],
            row["hour_start"],
            max(0.0, row["avg"]),
            max(0, row["most"]),
            0.0 if is_blind(due, row["read"], span) else row["worst"],
        )
        for row in found
        for span in [span_at(Grain.HOUR, row["hour_start"], site.zone)]
    ]


def _span(site: Site, first: date, last: date) -> Period:
    zone = site.zone
    try:
        return Period(day_of(first, zone).start, day_of(last, zone).end)
    except OverflowError:  # at an end of the calendar
        return Period(EVER, STILL)
