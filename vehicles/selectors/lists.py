"""What the lists say of a read: one query, whatever their length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vehicles.authorisation import Authorisation, parse_hours
from vehicles.block_matching import BlockEntry, lookup_skeletons, match_blocked
from vehicles.gate_rules import ListHits
from vehicles.models import Vehicle
from vehicles.plates import PlateReading, PlateRules, plate_key

Status = Vehicle.Status


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists' answer, and the listed vehicles by key that it came from."""

    hits: ListHits = field(default_factory=ListHits)
    vehicles: dict[str, Vehicle] = field(default_factory=dict)


def listed(site_id: int, reading: PlateReading, rules: PlateRules) -> Listed:
    """Ask both lists at once; raises django.db.DatabaseError where they cannot be read."""
    skeletons = lookup_skeletons(reading, rules)
    if not skeletons:
        return Listed()
    found = {row.key: row for row in Vehicle.objects.of_skeletons(site_id, skeletons)}
    blocked = match_blocked(reading, _entries(found.values()), rules)
    return Listed(ListHits(blocked, authorisation_of(found.get(reading.key))), found)


def _entries(rows: Iterable[Vehicle]) -> list[BlockEntry]:
    return [
        BlockEntry(row.key, row.plate, row.reason) for row in rows if row.status == Status.BLOCKED
    ]


def authorisation_of(vehicle: Vehicle | None) -> Authorisation | None:
    """Return when a vehicle may pass; None for one that is not authorised."""
    if vehicle is None or vehicle.status != Status.AUTHORIZED:
        return None
    return Authorisation(vehicle.valid_from, vehicle.valid_until, parse_hours(vehicle.hours))


def vehicle_of_plate(site_id: int, plate: str, rules: PlateRules) -> Vehicle | None:
    """Return the listed vehicle of this very plate, however it is written."""
    found: Vehicle | None = Vehicle.objects.filter(
        site_id=site_id, key=plate_key(plate, rules)
    ).first()
    return found
