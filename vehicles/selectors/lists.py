"""What the lists say of a read: one statement, whatever their length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from factory.core.statements import looked_up
from vehicles.authorisation import Authorisation, parse_hours
from vehicles.block_matching import BlockEntry, lookup_halves, lookup_skeletons, match_blocked
from vehicles.gate_rules import ListHits
from vehicles.models import Vehicle
from vehicles.plates import PlateReading, plate_key

Status = Vehicle.Status


class Entry(NamedTuple):
    """What a decision needs of a listed vehicle."""

    pk: int
    key: str
    plate: str
    status: str
    reason: str
    valid_from: datetime | None
    valid_until: datetime | None
    hours: str


_COLUMNS = ("id", *Entry._fields[1:])
_LIKE = (
    f"SELECT {', '.join(_COLUMNS)} FROM {Vehicle._meta.db_table}"  # noqa: S608 - our own names
    " WHERE site_id = %s AND skeleton = ANY(%s)"
)


MOST_ASKED_FOR = 100
"""Blocked plates looked at for one half; a state's list may hold thousands that begin alike."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists' answer, and the numbers of the listed vehicles by key that it came from."""

    hits: ListHits = field(default_factory=ListHits)
    vehicles: dict[str, int] = field(default_factory=dict)


def listed(site_id: int, reading: PlateReading) -> Listed:
    """Ask both lists at once; raises django.db.DatabaseError where they cannot be read."""
    skeletons = lookup_skeletons(reading)
    if not skeletons:
        return Listed()
    found = {entry.key: entry for entry in entries_like(site_id, skeletons)}
    if reading.key not in found:
        # What is on the list as it stands is no half.
        found |= {entry.key: entry for entry in _halved(site_id, reading)}
    if not found:
        return Listed()
    blocked = match_blocked(reading, _blocked(found.values()))
    hits = ListHits(blocked, authorisation_of(found.get(reading.key)))
    return Listed(hits, {key: entry.pk for key, entry in found.items()})


def entries_like(site_id: int, skeletons: Sequence[str]) -> list[Entry]:
    """Return the site's entries whose keys look like one of those, by one index.

    A vehicle waits for this: on PostgreSQL without the ORM's time to build the statement, which is
    several times that of the look-up.
    """
    if connection.vendor != "postgresql":
        rows = Vehicle.objects.of_skeletons(site_id, skeletons).order_by()
        return [Entry(*row) for row in rows.values_list(*_COLUMNS)]
    return [Entry(*row) for row in looked_up(_LIKE, [site_id, list(skeletons)])]


def _halved(site_id: int, reading: PlateReading) -> list[Entry]:
    """Blocked entries of which the text may be one line; asked for short texts only."""
    begin, end = lookup_halves(reading)
    if not begin:
        return []
    rows = Vehicle.objects.blocked_by_half(site_id, begin, end).order_by()
    return [Entry(*row) for row in rows.values_list(*_COLUMNS)[:MOST_ASKED_FOR]]


def _blocked(entries: Iterable[Entry]) -> list[BlockEntry]:
    return [
        BlockEntry(one.key, one.plate, one.reason)
        for one in entries
        if one.status == Status.BLOCKED
    ]


def authorisation_of(entry: Entry | None) -> Authorisation | None:
    """Return when a vehicle may pass; None for one that is not authorised."""
    if entry is None or entry.status != Status.AUTHORIZED:
        return None
    return Authorisation(entry.valid_from, entry.valid_until, parse_hours(entry.hours))


def vehicle_of_plate(site_id: int, plate: str) -> Vehicle | None:
    """Return the listed vehicle of this very plate, however it is written."""
    found: Vehicle | None = Vehicle.objects.filter(site_id=site_id, key=plate_key(plate)).first()
    return found
