"""Entries of the vehicle list: added, changed, removed; each change on record with its author."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.ring import ring
from factory.sites.models import Site
from vehicles import selectors
from vehicles.confusions import skeleton
from vehicles.models import Recheck, Vehicle
from vehicles.models.lists import LONGEST_REASON
from vehicles.plate_text import MAX_PLATE_LENGTH, clean
from vehicles.plates import key_of_clean

LOOK_BACK = timedelta(hours=24)
IN_FLIGHT = timedelta(minutes=1)
"""By then every read that was being decided while the list changed has been written."""

EDITABLE = (
    *("status", "kind", "owner", "contact"),
    *("valid_from", "valid_until", "hours", "reason", "reported_by"),
)


@transaction.atomic
def add_vehicle(*, site: Site, plate: str, caller: Any = None, **fields: Any) -> Vehicle:
    """Put a plate on the list; raises Conflict where it is there already, Invalid for bad values."""
    vehicle = check_plate_free(site=site, plate=plate)
    return write(vehicle, fields, act="vehicles.add", caller=caller)


def check_plate_free(*, site: Site, plate: str) -> Vehicle:
    """Return the unsaved entry of a plate that is not listed yet; raises as ``add_vehicle``."""
    vehicle = new_vehicle(site, plate)
    if Vehicle.objects.filter(site=site, key=vehicle.key).exists():
        raise Conflict(f"{vehicle.plate} is on the list already.", fields={"plate": "Listed."})
    return vehicle


@transaction.atomic
def change_vehicle(*, vehicle: Vehicle, caller: Any = None, **changes: Any) -> Vehicle:
    """Change an entry as it is now, not as the caller saw it; its plate never changes."""
    held: Vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    return write(held, changes, act="vehicles.change", caller=caller)


@transaction.atomic
def remove_vehicle(*, vehicle: Vehicle, caller: Any = None) -> None:
    """Take an entry off the list; its reads and events keep their plate."""
    detail = {"key": vehicle.key, "status": vehicle.status}
    record(site_id=vehicle.site_id, caller=caller, act="vehicles.remove", subject=vehicle, **detail)
    _tell(vehicle)
    vehicle.delete()


def new_vehicle(site: Site, plate: str) -> Vehicle:
    """Return the unsaved entry of a plate; raises Invalid for a text that can be none."""
    text = clean(plate)
    if not text or len(text) > MAX_PLATE_LENGTH:
        problem = f"A plate has 1 to {MAX_PLATE_LENGTH} letters and digits."
        raise Invalid(problem, fields={"plate": problem})
    key = key_of_clean(text, selectors.settings_of(site.pk).rules)
    return Vehicle(site=site, plate=text, key=key, skeleton=skeleton(key))


def write(vehicle: Vehicle, changes: dict[str, Any], *, act: str, caller: Any) -> Vehicle:
    """Save an entry, in the transaction of the caller, and look back if it becomes blocked."""
    adding = vehicle._state.adding  # noqa: SLF001 - documented by Django
    was = "" if adding else vehicle.status
    changed = _apply(vehicle, changes)
    became_blocked = vehicle.status == Vehicle.Status.BLOCKED and was != vehicle.status
    if became_blocked:
        vehicle.blocked_at = clock.now()
    vehicle.save()
    detail = {"changed": changed, "from": was, "to": vehicle.status}
    record(site_id=vehicle.site_id, caller=caller, act=act, subject=vehicle, **detail)
    if became_blocked:
        _look_back(vehicle)
    _tell(vehicle)
    return vehicle


def _apply(vehicle: Vehicle, changes: dict[str, Any]) -> list[str]:
    given = {name: _one_line(value) for name, value in changes.items() if name in EDITABLE}
    changed = sorted(name for name, value in given.items() if getattr(vehicle, name) != value)
    for name in changed:
        setattr(vehicle, name, given[name])
    try:
        vehicle.full_clean(exclude=["site", "key"], validate_unique=False)
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("Some values are not right.", fields=fields) from error
    return changed


def _one_line(value: Any) -> Any:
    """Text as one line: it goes into logs and messages."""
    return " ".join(value.split())[:LONGEST_REASON] if isinstance(value, str) else value


def _look_back(vehicle: Vehicle) -> None:
    blocked_at = vehicle.blocked_at or clock.now()
    spans = ((LOOK_BACK, blocked_at), (IN_FLIGHT, blocked_at + IN_FLIGHT))
    for span, due in spans:
        recheck = Recheck.objects.create(
            site_id=vehicle.site_id, vehicle=vehicle, since=blocked_at - span, not_before=due
        )
        if due <= blocked_at:
            ring("vehicles.recheck", recheck.pk)


def _tell(vehicle: Vehicle) -> None:
    events.publish(vehicle.site_id, "vehicle", "vehicles.view_vehicle", [vehicle.pk])
