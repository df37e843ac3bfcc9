"""What was decided of late at the place where a vehicle is read."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from vehicles.models import Gate, PlateRead
from vehicles.repeats import Earlier

_EARLIER = """
SELECT r.event_id, e.decision, e.key FROM vehicles_plateread r
JOIN vehicles_gateevent e ON e.id = r.event_id
WHERE r.site_id = %s AND r.captured_at BETWEEN %s AND %s AND (
    (r.camera_id = %s AND r.track_id = %s AND r.track_id <> '')
    OR (r.key = %s AND r.key <> '' AND r.direction = %s AND {place} = %s))
ORDER BY r.captured_at DESC, r.id DESC
"""


def earlier_events(read: PlateRead, gate: Gate | None, cooldown: timedelta) -> list[Earlier]:
    """Return the events of recent reads of the same track, or of the same plate at the same place.

    A place is a gate in one direction, or a camera that belongs to no gate. Recent is within the
    cooldown of any of an event's reads, so that a vehicle which stays in view stays one event. A read
    without a camera has no past: nothing is known of where it was.
    """
    if read.camera_id is None:
        return []
    # Sent as it is: a vehicle waits, and the ORM takes longer to build this than it takes to run.
    place, where = ("r.gate_id", gate.pk) if gate else ("r.camera_id", read.camera_id)
    span = (read.captured_at - cooldown, read.captured_at + cooldown)
    values = [
        *(read.site_id, *map(connection.ops.adapt_datetimefield_value, span)),
        *(read.camera_id, read.track_id, read.key, read.direction, where),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER.format(place=place), values)
        return list(dict.fromkeys(Earlier(*row) for row in cursor.fetchall()))
