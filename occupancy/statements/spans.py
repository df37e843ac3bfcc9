"""Hours into days and days into months: one statement each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncMonth

from factory.core.statements import written
from occupancy.aggregation import WantedSpan
from occupancy.models import OccupancyDailyAggregate, OccupancyDaySummary, OccupancyMonthlyAggregate
from occupancy.statements.rowsets import Rowset, bound, rowset
from occupancy.statements.upserts import real, upsert, whole


@dataclass(frozen=True, slots=True)
class Step:
    """From which table into which, and the target's date column."""

    source: str
    target: str
    key: str


DAYS = Step(
    OccupancyDailyAggregate._meta.db_table, OccupancyDaySummary._meta.db_table, "business_date"
)
MONTHS = Step(OccupancyDaySummary._meta.db_table, OccupancyMonthlyAggregate._meta.db_table, "month")
COLUMNS = {
    "camera_id": "bigint",
    "area_id": "bigint",
    "day": "date",
    "until": "date",
    "minutes": "int",
}
GROUP = "camera_id, area_id, day, minutes"
SUMS = ("samples", "count_sum", "entries", "exits", "minutes_seen")


def sum_days(*, site_id: int, zone_name: str, wanted: Sequence[WantedSpan], now: datetime) -> int:
    """Write the summaries of the wanted days from their hours; returns how many were written."""
    params = {"site": site_id, "zone": zone_name, "now": now}
    return _roll_up(DAYS, wanted, params)


def sum_months(*, site_id: int, zone_name: str, wanted: Sequence[WantedSpan], now: datetime) -> int:
    """Write the aggregates of the wanted months from their days; returns how many were written."""
    params = {"site": site_id, "zone": zone_name, "now": now}
    return _roll_up(MONTHS, wanted, params)


def clear_empty(*, site_id: int, days: Collection[date]) -> None:
    """Delete those of the days, and of their months, that have no parts any more. Safe to repeat."""
    mine = {
        "site": OuterRef("site"),
        "camera_id": OuterRef("camera_id"),
        "area_id": OuterRef("area_id"),
    }
    hours = OccupancyDailyAggregate.objects.filter(**mine, business_date=OuterRef("business_date"))
    gone = OccupancyDaySummary.objects.filter(site=site_id, business_date__in=days)
    gone.filter(~Exists(hours)).delete()
    of_month = OccupancyDaySummary.objects.annotate(of=TruncMonth("business_date"))
    months = {day.replace(day=1) for day in days}
    empty = OccupancyMonthlyAggregate.objects.filter(site=site_id, month__in=months)
    empty.filter(~Exists(of_month.filter(**mine, of=OuterRef("month")))).delete()


def _roll_up(step: Step, wanted: Sequence[WantedSpan], params: dict[str, Any]) -> int:
    if not wanted:
        return 0
    rows = rowset(
        "w", COLUMNS, [(w.camera_id, w.area_id, w.day, w.until, w.minutes) for w in wanted]
    )
    select = (
        "SELECT %(site)s, area_id, camera_id, day, time_zone, samples, count_sum,"  # noqa: S608
        f" {real('count_sum')} / samples, most, least, entries, exits, peak_at, minutes_seen,"
        f" {real('minutes_seen')} / minutes, %(now)s FROM ({_groups(step.source, rows)}) AS g"
    )
    keys = ("site_id", "area_id", "camera_id", step.key)
    span = {"first": min(w.day for w in wanted), "last": max(w.until for w in wanted)}
    values = {name: bound(one) for name, one in {**rows.params, **span, **params}.items()}
    # Prepared: of few rows to parse and plan it takes a third of the time.
    return written(upsert(step.target, keys, ("time_zone",), select), values)


def _groups(source: str, rows: Rowset) -> str:
    sums = ", ".join(f"{whole(f'SUM({name})')} AS {name}" for name in SUMS)
    if connection.vendor == "postgresql":
        # Cheaper than a window: sorted within each group only.
        peak = "(ARRAY_AGG(peak_at ORDER BY max_occupancy DESC, peak_at))[1]"
        top = ""
    else:
        peak = "MIN(CASE WHEN max_occupancy = top THEN peak_at END)"
        top = ", MAX(max_occupancy) OVER (PARTITION BY camera_id, area_id, day) AS top"
    return (
        f"SELECT {GROUP}, {sums}, MAX(max_occupancy) AS most, MIN(min_occupancy) AS least,"  # noqa: S608
        # What still holds an hour of another zone says so.
        " COALESCE(MAX(NULLIF(time_zone, %(zone)s)), %(zone)s) AS time_zone,"
        f" {peak} AS peak_at FROM (SELECT * {top} FROM ({_parts(source, rows)}) AS p) AS q"
        f" GROUP BY {GROUP}"
    )


def _parts(source: str, rows: Rowset) -> str:
    sums = ", ".join(f"s.{name}" for name in SUMS)
    return (
        f"SELECT w.camera_id, w.area_id, w.day, w.minutes, {sums}, s.max_occupancy,"  # noqa: S608
        " s.min_occupancy, s.peak_at, s.time_zone"
        f" FROM {rows.sql} CROSS JOIN {source} AS s"
        " WHERE s.site_id = %(site)s AND s.camera_id = w.camera_id AND s.area_id = w.area_id"
        " AND s.business_date >= w.day AND s.business_date < w.until"
        # Said again as constants, for the index of days.
        " AND s.business_date >= %(first)s AND s.business_date < %(last)s"
    )
