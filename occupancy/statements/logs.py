"""Readings into the log: one statement for a batch, another to find those that it has already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from occupancy.counts import Reading
from occupancy.models import OccupancyLog
from occupancy.statements.rowsets import fetch, rowset, run

TABLE = OccupancyLog._meta.db_table
NULL = "\\N"
KEY = {"camera_id": "bigint", "area_id": "bigint", "timestamp": "timestamptz"}
COLUMNS = {
    **KEY,
    "current_count": "int",
    "entries": "int",
    "exits": "int",
    "people_detected": "int",
    "absolute": "boolean",
}


def known_places(*, site_id: int, readings: Sequence[Reading]) -> set[int]:
    """Return the places in ``readings`` of those that the log has already."""
    rows = rowset(
        "r",
        {"place": "int", **KEY},
        [(place, one.camera_id, one.area_id, one.at) for place, one in enumerate(readings)],
    )
    found = fetch(
        f"SELECT r.place FROM {rows.sql} CROSS JOIN {TABLE} AS l"  # noqa: S608
        " WHERE l.site_id = %(site)s AND l.timestamp >= %(first)s AND l.timestamp <= %(last)s"
        " AND l.camera_id = r.camera_id AND l.timestamp = r.timestamp AND l.area_id = r.area_id",
        {
            **rows.params,
            "site": site_id,
            "first": min(one.at for one in readings),
            "last": max(one.at for one in readings),
        },
    )
    return {int(place) for (place,) in found}


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
        *(one.entries, one.exits, one.people, absolute),
    )


def _copy(site_id: int, counted: Sequence[tuple[Reading, int]], received_at: datetime) -> None:
    ends = f"{site_id}\t{received_at.isoformat()}"
    lines = [
        f"{ends}\t{one.camera_id}\t{one.area_id}\t{one.at.isoformat()}\t{count}\t{one.entries}"
        f"\t{one.exits}\t{NULL if one.people is None else one.people}\t{one.count is not None}\n"
        for one, count in counted
    ]
    statement = f"COPY {TABLE} (site_id, received_at, {', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))
