"""Counts that follow from entries and exits, made anew along a stretch of the log: one UPDATE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any

from django.db import connection

from occupancy.counts import Pair
from occupancy.late import Stretch
from occupancy.models import CountReset, OccupancyLog
from occupancy.statements.rowsets import fetch, moment, rowset

LOGS = OccupancyLog._meta.db_table
COLUMNS = {
    "camera_id": "bigint",
    "area_id": "bigint",
    "first": "timestamptz",
    "until": "timestamptz",
    "before_at": "timestamptz",
    "before": "bigint",
}
# Said again as constants, so that PostgreSQL looks at the months that it touches only.
SPAN = "l.timestamp >= %(first)s AND l.timestamp < %(until)s"
READ = (
    "l.camera_id, l.area_id, l.timestamp, 1, l.current_count, l.absolute,"
    " CASE WHEN l.absolute THEN l.current_count END,"
    " CASE WHEN l.absolute THEN 0 ELSE l.entries - l.exits END"
)
MINE = (
    f"{LOGS} AS l WHERE l.site_id = %(site)s AND l.camera_id = w.camera_id"
    f" AND l.area_id = w.area_id AND l.timestamp >= w.first AND l.timestamp < w.until AND {SPAN}"
)
RESETS = (
    "SELECT r.camera_id, r.area_id, r.at, 0, 0, true, r.after, 0"  # noqa: S608
    f" FROM {{rows}} CROSS JOIN {CountReset._meta.db_table} AS r WHERE r.site_id = %(site)s"
    " AND r.camera_id = w.camera_id AND r.area_id = w.area_id"
    " AND r.at > w.before_at AND r.at < w.until"
)
# What was before the stretch is one more base.
BEFORE = (
    "SELECT w.camera_id, w.area_id, w.before_at AS at, 2 AS turn, 0 AS had, true AS absolute,"
    " w.before AS said, 0 AS net FROM {rows}"
)
# A reset comes before a reading of the same moment, which its turn says.
NUMBERED = (
    "parted AS (SELECT *, COUNT(said) OVER (PARTITION BY camera_id, area_id ORDER BY at, turn"
    " ROWS UNBOUNDED PRECEDING) AS part FROM event),"
    " numbered AS (SELECT *, SUM(COALESCE(said, 0) + net) OVER (PARTITION BY camera_id, area_id, part"
    " ORDER BY at, turn ROWS UNBOUNDED PRECEDING) AS number FROM parted)"
)
WRITE = (
    f"UPDATE {LOGS} AS l SET current_count = n.number FROM numbered AS n"  # noqa: S608
    " WHERE n.turn = 1 AND NOT n.absolute AND n.number <> n.had"
    " AND l.site_id = %(site)s AND l.camera_id = n.camera_id AND l.area_id = n.area_id"
    f" AND l.timestamp = n.at AND {SPAN}"
)
QUARTERS = (
    "SELECT DISTINCT camera_id, area_id, date_bin('15 minutes', timestamp, to_timestamp(0))"
    " FROM changed"
)


def recount(*, site_id: int, parts: Sequence[Stretch]) -> set[tuple[Pair, datetime]]:
    """Make the counts along the stretches anew; return moments of every quarter in which one changed.

    One stretch for a counter. What a counter said itself never changes. Safe to repeat.
    """
    if not parts:
        return set()
    rows = rowset("w", COLUMNS, [astuple(one) for one in parts])
    bounds = {"first": min(p.first for p in parts), "until": max(p.until for p in parts)}
    params: dict[str, Any] = {**rows.params, **bounds, "site": site_id}
    with_events = f"WITH event AS ({_events(rows.sql)}), {NUMBERED} {WRITE}"
    if connection.vendor == "postgresql":
        # Many short index scans look costly to the planner, and are compiled for longer than they take.
        fetch("SELECT set_config('jit', 'off', true)", {})
        write = (
            f"{with_events} AND l.camera_id = ANY(%(w_camera_id)s::bigint[])"
            " RETURNING l.camera_id, l.area_id, l.timestamp"
        )
        found = fetch(f"WITH changed AS ({write}) {QUARTERS}", params)
    else:
        found = fetch(
            f"{with_events} RETURNING camera_id, area_id, substr(timestamp, 1, 16)", params
        )
    return {((camera, area), moment(at)) for camera, area, at in set(found)}


def _events(rows: str) -> str:
    # OFFSET 0 keeps PostgreSQL from one long scan instead of a short one for each counter.
    lateral = f"SELECT e.* FROM {rows} CROSS JOIN LATERAL (SELECT {READ} FROM {MINE} OFFSET 0) AS e"  # noqa: S608
    joined = f"SELECT {READ} FROM {rows} CROSS JOIN {MINE}"  # noqa: S608
    readings = lateral if connection.vendor == "postgresql" else joined
    # In the order of time as far as can be, which is the sooner sorted.
    return " UNION ALL ".join((BEFORE.format(rows=rows), readings, RESETS.format(rows=rows)))
