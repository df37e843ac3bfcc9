"""Entries of the vehicle list: added, changed, removed, one or many; each change on record."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from vehicles.models import Vehicle
from vehicles.plates import plate_key
from vehicles.services.drafting import drafted, new_vehicle
from vehicles.services.listing import tell, write_drafts


def add_vehicle(*, site: Site, plate: str, caller: Any = None, **fields: Any) -> Vehicle:
    """Put a plate on the list; raises Conflict where it is there already, Invalid for bad values."""
    vehicle = check_plate_free(site=site, plate=plate)
    try:
        with transaction.atomic():
            return write(vehicle, fields, act="vehicles.add", caller=caller)
    except IntegrityError:
        # Somebody else was first between the question and the answer.
        raise _listed(vehicle) from None


def check_plate_free(*, site: Site, plate: str) -> Vehicle:
    """Return the unsaved entry of a plate that is not listed yet; raises as ``add_vehicle``."""
    vehicle = new_vehicle(site, plate)
    if Vehicle.objects.filter(site=site, key=vehicle.key).exists():
        raise _listed(vehicle)
    return vehicle


def _listed(vehicle: Vehicle) -> Conflict:
    return Conflict(f"{vehicle.plate} is on the list already.", fields={"plate": "Listed."})


@transaction.atomic
def change_vehicle(
    *, vehicle: Vehicle, caller: Any = None, act: str = "vehicles.change", **changes: Any
) -> Vehicle:
    """Change an entry as it is now, not as the caller saw it.

    Raises Invalid for bad values and for another plate: what its reads and events say stays true.
    """
    held: Vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    if plate_key(changes.get("plate", held.plate)) != plate_key(held.plate):
        problem = "A listed plate does not change: take it off the list and add the other."
        raise Invalid(problem, fields={"plate": problem})
    return write(held, changes, act=act, caller=caller)


@transaction.atomic
def remove_vehicle(*, vehicle: Vehicle, caller: Any = None) -> None:
    """Take an entry off the list; its reads and events keep their plate."""
    detail = {"key": vehicle.key, "status": vehicle.status}
    record(site_id=vehicle.site_id, caller=caller, act="vehicles.remove", subject=vehicle, **detail)
    tell([vehicle])
    vehicle.delete()


def write(vehicle: Vehicle, changes: dict[str, Any], *, act: str, caller: Any) -> Vehicle:
    """Save an entry, in the transaction of the caller, and look back if it becomes blocked.

    Raises Invalid where it becomes blocked and nobody says why, and where that is taken away.
    """
    draft = drafted(vehicle, changes)
    if draft.blocks_unsaid:
        raise Invalid("Say why.", fields={"reason": "Required."})
    write_drafts([draft], act=act, caller=caller)
    return vehicle
