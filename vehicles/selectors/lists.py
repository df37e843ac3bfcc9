"""What the lists say of a read: one statement, whatever their length."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from vehicles.authorisation import Authorisation, parse_hours
from vehicles.block_matching import BlockEntry, lookup_skeletons, match_blocked
from vehicles.gate_rules import ListHits
from vehicles.models import Vehicle
from vehicles.plates import PlateReading, PlateRules, plate_key

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


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists' answer, and the numbers of the listed vehicles by key that it came from."""

    hits: ListHits = field(default_factory=ListHits)
    vehicles: dict[str, int] = field(default_factory=dict)


def listed(site_id: int, reading: PlateReading, rules: PlateRules) -> Listed:
    """Ask both lists at once; raises django.db.DatabaseError where they cannot be read."""
    skeletons = lookup_skeletons(reading, rules)
    if not skeletons:
        return Listed()
    found = {entry.key: entry for entry in entries_like(site_id, skeletons)}
    if not found:
        return Listed()
    blocked = match_blocked(reading, _blocked(found.values()), rules)
    hits = ListHits(blocked, authorisation_of(found.get(reading.key)))
    return Listed(hits, {key: entry.pk for key, entry in found.items()})


def entries_like(site_id: int, skeletons: Sequence[str]) -> list[Entry]:
    """Return the site's entries whose keys look like one of those, by one index.

    A vehicle waits for this: on PostgreSQL the statement is sent as it is, without the ORM's time to
    build it, which is several times that of the look-up.
    """
    if connection.vendor != "postgresql":
        rows = Vehicle.objects.of_skeletons(site_id, skeletons).order_by()
        return [Entry(*row) for row in rows.values_list(*_COLUMNS)]
    with connection.cursor() as cursor:
        cursor.execute(_LIKE, [site_id, list(skeletons)])
        return [Entry(*row) for row in cursor.fetchall()]


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


def vehicle_of_plate(site_id: int, plate: str, rules: PlateRules) -> Vehicle | None:
    """Return the listed vehicle of this very plate, however it is written."""
    found: Vehicle | None = Vehicle.objects.filter(
        site_id=site_id, key=plate_key(plate, rules)
    ).first()
    return found
