"""Hours whose boundaries are not the present zone's: cleared where the present hours are summed up."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from occupancy.aggregation import Turned, WantedHour
from occupancy.models import OccupancyDailyAggregate, OccupancyLog
from occupancy.statements.rowsets import day, fetch, moment, rowset, run

HOURS = OccupancyDailyAggregate._meta.db_table
LOGS = OccupancyLog._meta.db_table
COLUMNS = {
    "camera_id": "bigint",
    "area_id": "bigint",
    "hour_start": "timestamptz",
    "hour_end": "timestamptz",
}
FOREIGN = (
    f"{HOURS} AS h WHERE h.site_id = %(site)s AND h.area_id = w.area_id"
    " AND h.camera_id = w.camera_id AND h.hour_start >= w.hour_start AND h.hour_start < w.hour_end"
    " AND (h.hour_start <> w.hour_start OR h.time_zone <> %(zone)s)"
)
# Not EXISTS, which PostgreSQL may turn into a join with the whole log.
A_READING = (
    f"(SELECT 1 FROM {LOGS} AS l WHERE l.site_id = %(site)s AND l.camera_id = h.camera_id"  # noqa: S608
    " AND l.area_id = h.area_id AND l.timestamp >= h.hour_start AND l.timestamp < {end} LIMIT 1)"
)
FOUND = "h.id, h.camera_id, h.area_id, h.hour_start, h.business_date"


def clear_turned(*, site_id: int, zone_name: str, wanted: Sequence[WantedHour]) -> list[Turned]:
    """Delete hours of another zone that begin in wanted ones and whose readings are still there.

    Returns what they were, so that all that they covered is summed up. Others stay: they could not be
    made again. Safe to repeat; one query where there are none.
    """
    if not wanted:
        return []
    hours = [(one.camera_id, one.area_id, one.hour.start, one.hour.end) for one in wanted]
    rows = rowset("w", COLUMNS, hours)
    params = {**rows.params, "site": site_id, "zone": zone_name}
    found = fetch(_on_postgresql(rows.sql) if _pg() else _on_sqlite(rows.sql), params)
    if found:
        gone = rowset("d", {"id": "bigint"}, [(one[0],) for one in found])
        run(f"DELETE FROM {HOURS} WHERE id IN (SELECT d.id FROM {gone.sql})", gone.params)  # noqa: S608
    return [Turned(camera, area, moment(at), day(on)) for _, camera, area, at, on in found]


def _on_postgresql(rows: str) -> str:
    reading = A_READING.format(end="h.hour_start + interval '1 hour'")
    # OFFSET 0 keeps it from a scan of the table instead of a look for each hour.
    lateral = f"LATERAL (SELECT {FOUND} FROM {FOREIGN} OFFSET 0) AS h"  # noqa: S608
    return f"SELECT {FOUND} FROM {rows} CROSS JOIN {lateral} WHERE {reading} IS NOT NULL"  # noqa: S608


def _on_sqlite(rows: str) -> str:
    reading = A_READING.format(end="datetime(h.hour_start, '+1 hour')")
    return f"SELECT {FOUND} FROM {rows} CROSS JOIN {FOREIGN} AND {reading} IS NOT NULL"  # noqa: S608


def _pg() -> bool:
    return connection.vendor == "postgresql"
