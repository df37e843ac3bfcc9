"""Blocking, unblocking and authorising by plate, as a guard at the gate thinks of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from factory.core.errors import NotFound
from factory.sites.models import Site
from vehicles import selectors
from vehicles.models import Vehicle
from vehicles.services.changes import write
from vehicles.services.drafting import new_vehicle

Status = Vehicle.Status


def block_plate(
    *, site: Site, plate: str, reason: str, reported_by: str | None = "", caller: Any = None
) -> Vehicle:
    """Shut a plate out from the commit on, and look whether it is inside. Safe to repeat.

    Raises Invalid without a reason, and for a text that can be no plate.
    """
    changes = {"status": Status.BLOCKED, "reason": reason, "reported_by": reported_by or ""}
    return _put(site, plate, changes, act="vehicles.block", caller=caller)


def unblock_plate(
    *, site: Site, plate: str, reason: str | None = "", caller: Any = None
) -> Vehicle:
    """Take a plate off the block list. It is on no list then: who may pass is said anew.

    Safe to repeat; raises NotFound for a plate that was never listed.
    """
    vehicle = selectors.vehicle_of_plate(site.pk, plate)
    if vehicle is None:
        raise NotFound("This plate is on no list.")
    return unblock_vehicle(vehicle=vehicle, reason=reason, caller=caller)


@transaction.atomic
def unblock_vehicle(*, vehicle: Vehicle, reason: str | None = "", caller: Any = None) -> Vehicle:
    """Take an entry off the block list, as ``unblock_plate`` does; safe to repeat."""
    held: Vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    if held.status != Status.BLOCKED:
        return held
    changes = {"status": Status.UNKNOWN, "reason": reason or ""}
    return write(held, changes, act="vehicles.unblock", caller=caller)


def authorise_plate(
    *,
    site: Site,
    plate: str,
    reason: str = "",
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    hours: str = "",
    caller: Any = None,
) -> Vehicle:
    """Let a plate in, within its validity and hours; this lifts a block. Safe to repeat."""
    changes = {
        "status": Status.AUTHORIZED,
        "reason": reason,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "hours": hours,
    }
    return _put(site, plate, changes, act="vehicles.authorise", caller=caller)


def _put(site: Site, plate: str, changes: dict[str, Any], *, act: str, caller: Any) -> Vehicle:
    try:
        return _put_once(site, plate, changes, act=act, caller=caller)
    except IntegrityError:
        # Two first entries of one plate met at the unique key: now it is a change.
        return _put_once(site, plate, changes, act=act, caller=caller)


@transaction.atomic
def _put_once(site: Site, plate: str, changes: dict[str, Any], *, act: str, caller: Any) -> Vehicle:
    vehicle = _held(site, plate) or new_vehicle(site, plate)
    return write(vehicle, changes, act=act, caller=caller)


def _held(site: Site, plate: str) -> Vehicle | None:
    """The listed vehicle, its row held till the transaction ends."""
    found = selectors.vehicle_of_plate(site.pk, plate)
    held: Vehicle | None = (
        Vehicle.objects.select_for_update().filter(pk=found.pk).first() if found else None
    )
    return held
