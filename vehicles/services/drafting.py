"""What a plate and some values make of an entry of the vehicle list; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from factory.core.errors import Invalid
from factory.sites.models import Site
from vehicles.block_matching import index_of
from vehicles.models import Vehicle
from vehicles.models.lists import LONGEST_REASON
from vehicles.plate_families import indian_key
from vehicles.plate_text import MAX_PLATE_LENGTH, clean
from vehicles.services.drafts import Draft

EDITABLE = (
    *("status", "kind", "owner", "contact"),
    *("valid_from", "valid_until", "hours", "reason", "reported_by"),
)
_AS_IT_WAS = {field.name for field in Vehicle._meta.fields} - {"plate"}
"""Fields that need no second look, unless they are given."""


def new_vehicle(site: Site, plate: str) -> Vehicle:
    """Return the unsaved entry of a plate; raises Invalid for a text that can be none."""
    return _new_vehicle(site, clean(plate))


def _new_vehicle(site: Site, text: str) -> Vehicle:
    if not text or len(text) > MAX_PLATE_LENGTH:
        problem = f"A plate has 1 to {MAX_PLATE_LENGTH} letters and digits."
        raise Invalid(problem, fields={"plate": problem})
    return Vehicle(site=site, plate=text, **index_of(text))


def drafted(vehicle: Vehicle, changes: dict[str, Any]) -> Draft:
    """Change an entry in memory and say what was changed; raises Invalid for bad values."""
    before = {name: getattr(vehicle, name) for name in EDITABLE}
    given = {name: _one_line(value) for name, value in changes.items() if name in EDITABLE}
    for name, value in given.items():
        setattr(vehicle, name, value)
    try:
        # The unique key and the validity are asked here and by the database: no query for each row.
        vehicle.clean_fields(exclude=_AS_IT_WAS - given.keys())
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("Some values are not right.", fields=fields) from error
    if vehicle.valid_from and vehicle.valid_until and vehicle.valid_until <= vehicle.valid_from:
        problem = "The validity ends before it begins."
        raise Invalid(problem, fields={"valid_until": problem})
    changed = {name: was for name, was in before.items() if getattr(vehicle, name) != was}
    return Draft(vehicle, changed)


class Listing:
    """The entries of a site that some plates already have: one query for all of them."""

    def __init__(self, site: Site, plates: Iterable[str]) -> None:
        self._site = site
        texts = {plate: clean(plate) for plate in plates}
        self._keys = {plate: (text, indian_key(text)) for plate, text in texts.items()}
        keys = {key for _, key in self._keys.values()}
        rows = Vehicle.objects.select_for_update().filter(site=site, key__in=keys).order_by("pk")
        self._known: dict[str, Vehicle] = {row.key: row for row in rows}

    def draft(self, plate: str, changes: dict[str, Any]) -> Draft:
        """Return what these values make of the entry of one of the plates; raises Invalid."""
        text, key = self._keys[plate]
        known = self._known.get(key)
        return drafted(known or _new_vehicle(self._site, text), changes)


def _one_line(value: Any) -> Any:
    """Text as one line: it goes into logs and messages."""
    return " ".join(value.split())[:LONGEST_REASON] if isinstance(value, str) else value
