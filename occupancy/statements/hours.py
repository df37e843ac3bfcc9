"""Readings into hours, in one statement whatever the number of cameras and hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from occupancy.aggregation import Done, WantedHour
from occupancy.hours import minutes
from occupancy.models import OccupancyDailyAggregate, OccupancyLog
from occupancy.paces import USUAL
from occupancy.statements.rowsets import Rowset, fetch, rowset, run
from occupancy.statements.seen import micros, minutes_seen
from occupancy.statements.upserts import real, upsert, whole

TABLE = OccupancyDailyAggregate._meta.db_table
LOGS = OccupancyLog._meta.db_table
KEYS = ("site_id", "area_id", "camera_id", "hour_start")
COUNT = "l.current_count"
DERIVED = ("hour", "business_date", "time_zone")
COLUMNS = {
    "camera_id": "bigint",
    "area_id": "bigint",
    "hour_start": "timestamptz",
    "hour_end": "timestamptz",
    "hour": "smallint",
    "business_date": "date",
    "minutes": "int",
}
# On SQLite a peak's key is count above, "how early" below, so that one max() finds the greatest count and
# its first moment. 33 bits hold the microseconds of an hour of 90 minutes. PostgreSQL looks a second time
# instead, until it meets the greatest count: cheaper than arithmetic on each row.
BITS = 33
MASK = (1 << BITS) - 1
TOP = 1 << (62 - BITS)
"""Above it, where no people are any more, the key knows of no peak; the count itself stays right."""

MATCH = (
    "l.site_id = %(site)s AND l.camera_id = w.camera_id AND l.area_id = w.area_id"
    " AND l.timestamp >= w.hour_start AND l.timestamp < w.hour_end"
)
# The whole span too, so that PostgreSQL looks at the months that it touches only. SQLite would take
# it as the index's range, and read the whole span for each hour.
SPAN = " AND l.timestamp >= %(first)s AND l.timestamp < %(last)s"


def sum_hours(
    *,
    site_id: int,
    zone_name: str,
    wanted: Sequence[WantedHour],
    now: datetime,
    pace: int = USUAL,
) -> Done:
    """Write the aggregates of the wanted hours; hours without readings get none. Safe to repeat.

    All of them are of counters that tell every ``pace`` minutes.
    """
    if not wanted:
        return Done()
    rows = _rowset(wanted)
    span = {
        "site": site_id,
        "first": min(one.hour.start for one in wanted),
        "last": max(one.hour.end for one in wanted),
    }
    params = {**rows.params, **span, "zone": zone_name, "now": now}
    if _pg():
        return _written(rows, pace, params)
    run(upsert(TABLE, KEYS, DERIVED, _select(f"({_groups(rows, pace)})")), params)
    return _done(rows, site_id, wanted)


def _select(groups: str) -> str:
    return (
        "SELECT %(site)s, area_id, camera_id, hour_start, hour, business_date, %(zone)s,"  # noqa: S608
        f" samples, count_sum, {real('count_sum')} / samples, most, least, entries, exits,"
        f" {_peak()}, minutes_seen, {real('minutes_seen')} / minutes, %(now)s FROM {groups} AS g"
    )


def _written(rows: Rowset, pace: int, params: dict[str, Any]) -> Done:
    """Write and count in one go, which only PostgreSQL can; hours whose logs are gone do not count."""
    write = upsert(TABLE, KEYS, DERIVED, _select("summed"))
    found = fetch(
        f"WITH summed AS MATERIALIZED ({_groups(rows, pace)}), written AS ({write})"  # noqa: S608
        " SELECT COUNT(*), COALESCE(SUM(samples), 0) FROM summed",
        params,
    )
    return Done(hours=int(found[0][0]), records=int(found[0][1]))


def _rowset(wanted: Sequence[WantedHour]) -> Rowset:
    rows = [
        (
            w.camera_id,
            w.area_id,
            w.hour.start,
            w.hour.end,
            w.hour.number,
            w.hour.day,
            minutes(w.hour),
        )
        for w in wanted
    ]
    return rowset("w", COLUMNS, rows)


def _groups(rows: Rowset, pace: int) -> str:
    keys = ", ".join(f"w.{name}" for name in COLUMNS)
    if _pg():
        # Short index scans for each wanted hour; as a join it is planned as a scan of the month.
        return (
            f"SELECT {keys}, s.*, p.peak_at FROM {rows.sql}"  # noqa: S608
            f" CROSS JOIN LATERAL (SELECT {_sums(pace)} FROM {LOGS} AS l WHERE {MATCH}{SPAN}) AS s"
            f" CROSS JOIN LATERAL (SELECT l.timestamp AS peak_at FROM {LOGS} AS l"
            f" WHERE {MATCH}{SPAN} AND {COUNT} = s.most ORDER BY l.timestamp LIMIT 1) AS p"
        )
    # CROSS JOIN keeps SQLite from starting with the log.
    return (
        f"SELECT {keys}, {_sums(pace)}, {_peak_key()} FROM {rows.sql} CROSS JOIN {LOGS} AS l"  # noqa: S608
        f" WHERE {MATCH} GROUP BY {keys}"
    )


def _sums(pace: int) -> str:
    # Below zero too: an exit door by itself counts down, and only all doors together are never below.
    return (
        f"COUNT(*) AS samples, SUM({COUNT}) AS count_sum, MAX({COUNT}) AS most,"
        f" MIN({COUNT}) AS least, SUM(l.entries) AS entries, SUM(l.exits) AS exits,"
        f" {minutes_seen(pace)} AS minutes_seen"
    )


def _pg() -> bool:
    return connection.vendor == "postgresql"


def _peak_key() -> str:
    count = f"MAX(MIN({whole(COUNT)}, {TOP}), -{TOP})"
    return f"MAX(({count} << {BITS}) | ({MASK} - {micros()})) AS peak_key"


def _peak() -> str:
    if _pg():
        return "peak_at"
    micros = f"({MASK} - (peak_key & {MASK}))"
    second = f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', hour_start, '+' || ({micros} / 1000000) || ' seconds')"
    rest = f"({micros} %% 1000000)"
    return f"{second} || CASE {rest} WHEN 0 THEN '' ELSE printf('.%%06d', {rest}) END"


def _done(rows: Rowset, site_id: int, wanted: Sequence[WantedHour]) -> Done:
    days = sorted({one.hour.day for one in wanted})
    found = fetch(
        f"SELECT COUNT(*), COALESCE(SUM(a.samples), 0) FROM {rows.sql} CROSS JOIN {TABLE} AS a"  # noqa: S608
        " WHERE a.site_id = %(site)s AND a.camera_id = w.camera_id AND a.area_id = w.area_id"
        " AND a.hour_start = w.hour_start"
        # Said again as constants, for the index of days.
        " AND a.business_date >= %(first_day)s AND a.business_date <= %(last_day)s",
        {**rows.params, "site": site_id, "first_day": days[0], "last_day": days[-1]},
    )
    return Done(hours=int(found[0][0]), records=int(found[0][1]))
