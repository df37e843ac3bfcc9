"""A device's own names of its reads: what is sent again is answered as before, what is another is not.

A box that begins to count anew, or names all its reads alike, must not have a blocked plate answered
with the answer to another.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError

from factory.alerts.services import raise_alert
from vehicles.models import PlateRead, Vehicle
from vehicles.plates import plate_key
from vehicles.services.seen import SeenPlate, wrong_time

logger = logging.getLogger(__name__)
UNTIMED = timedelta(hours=1)
"""As long is a read that came without a time taken for the same one when it comes again."""


def is_sent_again(known: PlateRead, read: PlateRead, seen: SeenPlate) -> bool:
    """Return whether a read under a known name is the known one: the same text, place and time."""
    if (known.raw_text, known.camera_id) != (read.raw_text, read.camera_id):
        return False
    if seen.captured_at is None or wrong_time(seen, read.received_at):
        return read.received_at - known.received_at <= UNTIMED
    return known.captured_at == read.captured_at


def is_blocked_since(known: PlateRead, seen: SeenPlate) -> bool:
    """Return whether the vehicle of a read without a time was blocked since it was answered.

    Who came by then is not known: it may be the vehicle once more.
    """
    if seen.captured_at is not None:
        return False
    entry = Vehicle.objects.filter(site_id=known.site_id, key=plate_key(known.text))
    made_since = entry.filter(status=Vehicle.Status.BLOCKED, blocked_at__gte=known.received_at)
    found: bool = made_since.exists()
    return found


def was_named_anew(read: PlateRead, seen: SeenPlate) -> bool:
    """Return whether a read was stored without its name, since that was another's."""
    return bool(seen.event_id and read.device_id and not read.device_event_id)


def note_reuse(read: PlateRead, event_id: str) -> None:
    """Tell once that a device gives a name twice; the read is stored whatever becomes of this."""
    try:
        raise_alert(
            site_id=read.site_id,
            kind="device-event-id",
            text=f"{read.device}: it sent another read under the name {event_id} of an earlier one;"
            " such reads are decided, but not recognised when they are sent again.",
            dedup_key=f"device-event-id:{read.device_id}",
            subject=read.device,
        )
    except DatabaseError:
        logger.exception("⚠️ the names of device %s were not told of", read.device_id)
