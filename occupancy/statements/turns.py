"""What counters' readings said in their turns within hours: one statement, a few short index scans."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from occupancy.counts import Pair
from occupancy.handovers import Told
from occupancy.models import OccupancyLog
from occupancy.parts import Turn
from occupancy.statements.rowsets import fetch, moment, rowset

LOGS = OccupancyLog._meta.db_table
COLUMNS = {
    "place": "int",
    "camera_id": "bigint",
    "area_id": "bigint",
    "since": "timestamptz",
    "until": "timestamptz",
}
MINE = (
    f"FROM {LOGS} AS l WHERE l.site_id = %(site)s AND l.camera_id = w.camera_id"
    " AND l.area_id = w.area_id AND l.timestamp >= w.since AND l.timestamp < w.until"
)
# The whole span too, so that PostgreSQL looks at the months that it touches only.
SPAN = " AND l.timestamp >= %(first)s AND l.timestamp < %(last)s"


def told_in(*, site_id: int, turns: Sequence[tuple[Turn, Pair]]) -> dict[tuple[Turn, Pair], Told]:
    """Return what each counter said in its turn; one without readings in it is absent."""
    if not turns:
        return {}
    values = [
        (place, *pair, turn.span.start, turn.span.end) for place, (turn, pair) in enumerate(turns)
    ]
    rows = rowset("w", COLUMNS, values)
    span = {
        "first": min(turn.span.start for turn, _ in turns),
        "last": max(turn.span.end for turn, _ in turns),
    }
    found = fetch(_select(rows.sql), {**rows.params, **span, "site": site_id})
    return {
        turns[place]: Told(float(avg), int(most), int(least), moment(at), int(minutes))
        for place, avg, most, least, minutes, at in found
        if avg is not None
    }


def _select(rows: str) -> str:
    on_postgresql = connection.vendor == "postgresql"
    mine = MINE + SPAN if on_postgresql else MINE
    minute = "date_trunc('minute', l.timestamp)" if on_postgresql else "substr(l.timestamp, 1, 16)"
    asked = (
        "AVG(l.current_count)",
        "MAX(l.current_count)",
        "MIN(l.current_count)",
        f"COUNT(DISTINCT {minute})",
    )
    sums = ", ".join(f"(SELECT {one} {mine})" for one in asked)
    first = f"(SELECT l.timestamp {mine} ORDER BY l.current_count DESC, l.timestamp LIMIT 1)"
    return f"SELECT w.place, {sums}, {first} FROM {rows}"  # noqa: S608
