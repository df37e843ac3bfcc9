"""Entries of the vehicle list: added, changed, removed, one or many; each change on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from factory.audit.services import record
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from vehicles import selectors
from vehicles.confusions import skeleton
from vehicles.models import Vehicle
from vehicles.models.lists import LONGEST_REASON
from vehicles.plate_text import MAX_PLATE_LENGTH, clean
from vehicles.plates import PlateRules, key_of_clean
from vehicles.services.drafts import Draft, tell, write_drafts

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
    tell([vehicle])
    vehicle.delete()


def new_vehicle(site: Site, plate: str, rules: PlateRules | None = None) -> Vehicle:
    """Return the unsaved entry of a plate; raises Invalid for a text that can be none."""
    text = clean(plate)
    if not text or len(text) > MAX_PLATE_LENGTH:
        problem = f"A plate has 1 to {MAX_PLATE_LENGTH} letters and digits."
        raise Invalid(problem, fields={"plate": problem})
    key = key_of_clean(text, rules or selectors.settings_of(site.pk).rules)
    return Vehicle(site=site, plate=text, key=key, skeleton=skeleton(key))


def write(vehicle: Vehicle, changes: dict[str, Any], *, act: str, caller: Any) -> Vehicle:
    """Save an entry, in the transaction of the caller, and look back if it becomes blocked."""
    write_drafts([drafted(vehicle, changes)], act=act, caller=caller)
    return vehicle


def drafted(vehicle: Vehicle, changes: dict[str, Any]) -> Draft:
    """Change an entry in memory and say what was changed; raises Invalid for bad values."""
    before = {name: getattr(vehicle, name) for name in EDITABLE}
    given = {name: _one_line(value) for name, value in changes.items() if name in EDITABLE}
    for name, value in given.items():
        setattr(vehicle, name, value)
    try:
        vehicle.full_clean(exclude=["site", "key"], validate_unique=False)
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("Some values are not right.", fields=fields) from error
    changed = {name: was for name, was in before.items() if getattr(vehicle, name) != was}
    return Draft(vehicle, changed)


class Listing:
    """The entries of a site that some plates already have: one query for all of them."""

    def __init__(self, site: Site, plates: Iterable[str]) -> None:
        self._site = site
        self._rules = selectors.settings_of(site.pk).rules
        keys = {key_of_clean(clean(plate), self._rules) for plate in plates}
        rows = Vehicle.objects.select_for_update().filter(site=site, key__in=keys).order_by("pk")
        self._known: dict[str, Vehicle] = {row.key: row for row in rows}

    def draft(self, plate: str, changes: dict[str, Any]) -> Draft:
        """Return what these values make of the plate's entry; raises Invalid."""
        fresh = new_vehicle(self._site, plate, self._rules)
        return drafted(self._known.get(fresh.key, fresh), changes)


def _one_line(value: Any) -> Any:
    """Text as one line: it goes into logs and messages."""
    return " ".join(value.split())[:LONGEST_REASON] if isinstance(value, str) else value
