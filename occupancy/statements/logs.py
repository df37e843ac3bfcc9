"""Readings into the log: one statement for a batch, another to find those that it has already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from occupancy.counts import AHEAD, Reading
from occupancy.models import OccupancyLog
from occupancy.statements.rowsets import fetch, rowset, run

TABLE = OccupancyLog._meta.db_table
NULL = "\\N"
KEY = {"camera_id": "bigint", "area_id": "bigint", "timestamp": "timestamptz"}
COLUMNS = {
    **KEY,
    "current_count": "bigint",
    "entries": "int",
    "exits": "int",
    "people_detected": "int",
    "absolute": "boolean",
    "said_at": "timestamptz",
}


def known_places(*, site_id: int, readings: Sequence[Reading]) -> set[int]:
    """Return the places in ``readings`` of those that the log has already, by what their devices say."""
    rows = rowset(
        "r",
        {"place": "int", **KEY, "back": "boolean"},
        [
            (place, one.camera_id, one.area_id, one.said, one.said_at is not None)
            for place, one in enumerate(readings)
        ],
    )
    first, last = min(one.said for one in readings), max(one.said for one in readings)
    params = {**rows.params, "site": site_id, "first": first, "last": last, "back": first - AHEAD}
    return {int(place) for (place,) in fetch(_known(rows.sql), params)}


def _known(rows: str) -> str:
    mine = (
        f"SELECT r.place FROM {rows} CROSS JOIN {TABLE} AS l WHERE l.site_id = %(site)s"  # noqa: S608
        " AND l.camera_id = r.camera_id AND l.area_id = r.area_id"
    )
    # What was set back is none that was read at that moment itself.
    as_it_is = "l.timestamp = r.timestamp AND (l.said_at IS NULL OR NOT r.back)"
    # The span picks months on PostgreSQL. SQLite would read all of it by the key for every row, and
    # not look up what was said: a column behind a plus is in no index.
    at = "l.timestamp" if connection.vendor == "postgresql" else "+l.timestamp"
    return (
        f"{mine} AND l.timestamp BETWEEN %(first)s AND %(last)s AND {as_it_is}"
        f" UNION ALL {mine} AND {at} BETWEEN %(back)s AND %(last)s AND l.said_at = r.timestamp"
    )


def insert_logs(
    *, site_id: int, counted: Sequence[tuple[Reading, int]], received_at: datetime
) -> None:
    """Append readings that the log does not have yet, with their counts; by COPY on PostgreSQL."""
    if connection.vendor == "postgresql":
        _copy(site_id, counted, received_at)
        return
    columns = ", ".join(COLUMNS)
    rows = rowset("r", COLUMNS, [_values(reading, count) for reading, count in counted])
    run(
        f"INSERT INTO {TABLE} (site_id, received_at, {columns})"  # noqa: S608
        f" SELECT %(site)s, %(now)s, {columns} FROM {rows.sql}",
        {**rows.params, "site": site_id, "now": received_at},
    )


def _values(one: Reading, count: int) -> tuple[Any, ...]:
    absolute = one.count is not None
    return (
        *(one.camera_id, one.area_id, one.at, count),
        *(one.entries, one.exits, one.people, absolute, one.said_at),
    )


def _copy(site_id: int, counted: Sequence[tuple[Reading, int]], received_at: datetime) -> None:
    ends = f"{site_id}\t{received_at.isoformat()}"
    lines = [
        f"{ends}\t{one.camera_id}\t{one.area_id}\t{one.at.isoformat()}\t{count}\t{one.entries}"
        f"\t{one.exits}\t{NULL if one.people is None else one.people}\t{one.count is not None}"
        f"\t{one.said_at.isoformat() if one.said_at else NULL}\n"
        for one, count in counted
    ]
    statement = f"COPY {TABLE} (site_id, received_at, {', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))
