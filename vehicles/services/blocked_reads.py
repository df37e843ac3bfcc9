"""The reads of a vehicle that was just blocked, of which nobody was told since."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from vehicles import selectors
from vehicles.models import PlateRead, Recheck, Vehicle
from vehicles.plates import read_plate


def reads_of_blocked(recheck: Recheck, texts: Iterable[str]) -> list[PlateRead]:
    """Return the reads of the vehicle that nobody was told of since it is blocked."""
    if recheck.vehicle.status != Vehicle.Status.BLOCKED:
        return []
    found = [text for text in texts if _would_be_found(recheck, text)]
    reads = selectors.reads_of(recheck.site_id, found, recheck.since) if found else []
    return [read for read in reads if not _was_told(read, recheck.vehicle)]


def _was_told(read: PlateRead, vehicle: Vehicle) -> bool:
    """Return whether an alert named this vehicle for the read, since this block of it."""
    since = blocked_at(vehicle)
    if read.received_at >= since and vehicle.plate in re.split("[ ,;:]+", read.alert_message):
        return True
    return any(one.key == vehicle.key and one.at >= since for one in read.reviews.all())


def blocked_at(vehicle: Vehicle) -> datetime:
    return vehicle.blocked_at or vehicle.changed_at


def _would_be_found(recheck: Recheck, text: str) -> bool:
    """Return whether the gate would find the vehicle by this text now."""
    rules = selectors.settings_of(recheck.site_id).rules
    blocked = selectors.listed(recheck.site_id, read_plate(text, rules)).hits.blocked
    found = (blocked.certain, *blocked.possible)
    return any(one is not None and one.key == recheck.vehicle.key for one in found)
