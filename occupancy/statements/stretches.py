"""How far late facts reach in the log: one look, for any number of counters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from occupancy.late import Stretch, Unsettled
from occupancy.models import CountReset, OccupancyLog
from occupancy.statements.rowsets import fetch, moment, rowset

EVER = datetime.max.replace(tzinfo=UTC)
NEVER = datetime.min.replace(tzinfo=UTC)
COLUMNS = {
    "camera_id": "bigint",
    "area_id": "bigint",
    "first": "timestamptz",
    "last": "timestamptz",
}
LOG = (
    f"FROM {OccupancyLog._meta.db_table} AS l WHERE l.site_id = %(site)s"
    " AND l.camera_id = w.camera_id AND l.area_id = w.area_id"
)
RESET = (
    f"FROM {CountReset._meta.db_table} AS r WHERE r.site_id = %(site)s"
    " AND r.camera_id = w.camera_id AND r.area_id = w.area_id"
)
EARLIER = f"{LOG} AND l.timestamp < w.first ORDER BY l.timestamp DESC LIMIT 1"
# Up to the next reset: a counter that never says a count has no other base to be met.
SAID = (
    f"{LOG} AND l.absolute AND l.timestamp > w.last AND l.timestamp < w.reset_at"
    " ORDER BY l.timestamp LIMIT 1"
)


def stretches(*, site_id: int, unsettled: Sequence[Unsettled]) -> list[Stretch]:
    """Return what late facts reach: from the first of them to the next base after the last.

    One stretch for each counter given. Relies on the count of the reading before it; one query.
    """
    values = [(*one.pair, one.first, one.last) for one in unsettled]
    rows = rowset("w", COLUMNS, values)
    found = fetch(
        "SELECT w.camera_id, w.area_id, w.first,"  # noqa: S608
        f" (SELECT l.timestamp {EARLIER}), (SELECT l.current_count {EARLIER}),"
        f" COALESCE((SELECT l.timestamp {SAID}), w.reset_at)"
        " FROM (SELECT w.camera_id, w.area_id, w.first, w.last,"
        f" COALESCE((SELECT MIN(r.at) {RESET} AND r.at > w.last), %(ever)s) AS reset_at"
        f" FROM {rows.sql}) AS w",
        {**rows.params, "site": site_id, "ever": EVER},
    )
    return [
        Stretch(camera, area, moment(first), moment(until), moment(at or NEVER), before or 0)
        for camera, area, first, at, before, until in found
    ]
