"""What was decided of late at the place where a vehicle is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection

from factory.core.statements import fetched
from vehicles.models import Gate, PlateRead
from vehicles.repeats import Earlier

TRACK_LASTS = timedelta(minutes=3)
"""Since any read of it: a vehicle that stands before a slow camera is still the same, and the next to
bear its number is another."""

# Two questions rather than one with OR, so that each has its index whatever the planner knows.
_PAST = """
SELECT r.event_id, e.decision, e.key, e.admitted, r.captured_at, r.id AS read_id
FROM vehicles_plateread r JOIN vehicles_gateevent e ON e.id = r.event_id
WHERE r.camera_id = %s AND r.track_id = %s AND r.track_id <> '' AND r.site_id = %s
AND r.captured_at BETWEEN %s AND %s
UNION ALL SELECT r.event_id, e.decision, e.key, e.admitted, r.captured_at, r.id
FROM vehicles_plateread r JOIN vehicles_gateevent e ON e.id = r.event_id
WHERE r.site_id = %s AND r.key = %s AND r.key <> '' AND r.captured_at BETWEEN %s AND %s
"""

PAST_AT_GATE = (
    f"{_PAST} AND r.gate_id = g.id"
    " AND r.direction = CASE g.direction WHEN 'none' THEN %s ELSE g.direction END"
)
"""Of a gate ``g`` of the statement around it; newest first by ``captured_at, read_id``."""

NEWEST_FIRST = "ORDER BY captured_at DESC, read_id DESC"


def earlier_events(read: PlateRead, gate: Gate | None, cooldown: timedelta) -> list[Earlier]:
    """Return the events of recent reads of the same track, or of the same plate at the same place.

    A place is a gate in one direction, or a camera that belongs to no gate. Recent is within the
    cooldown of any of an event's reads, and for the track within ``TRACK_LASTS`` however short that
    is, so that a vehicle which stays in view stays one event. A read without a camera has no past:
    nothing is known of where it was.
    """
    if read.camera_id is None:
        return []
    place, where = ("r.gate_id", gate.pk) if gate else ("r.camera_id", read.camera_id)
    statement = f"{_PAST} AND r.direction = %s AND {place} = %s {NEWEST_FIRST}"
    rows = fetched(statement, [*past_values(read, cooldown), where])
    return distinct(row[:4] for row in rows)


def past_values(read: PlateRead, cooldown: timedelta) -> list[Any]:
    """Return what the statements above ask of a read; the direction last."""
    of_track = _span(read, max(cooldown, TRACK_LASTS))
    track = [read.camera_id, read.track_id, read.site_id, *of_track]
    return [*track, read.site_id, read.key, *_span(read, cooldown), read.direction]


def _span(read: PlateRead, around: timedelta) -> list[Any]:
    ends = (read.captured_at - around, read.captured_at + around)
    return list(map(connection.ops.adapt_datetimefield_value, ends))


def distinct(rows: Iterable[tuple[Any, ...]]) -> list[Earlier]:
    """Return the events of these rows, each once."""
    return list(dict.fromkeys(Earlier(*row) for row in rows))
