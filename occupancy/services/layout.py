"""Setting up areas, lines and zones, and cameras' parts; who changed what is in the trail.

A line or zone makes its camera count for the area; a camera that is taken away stops.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from django.db import transaction

from factory.audit.services import record
from factory.core import clock
from occupancy.models import Area, AreaCamera, CountingLine
from occupancy.services.drift import reset_counter

Laid: TypeAlias = Area | AreaCamera | CountingLine


@transaction.atomic
def save_layout(*, row: Laid, caller: Any) -> None:
    """Keep a new or changed row; the trail says which fields changed. Safe to repeat."""
    model = type(row)
    before = model.objects.filter(pk=row.pk).values().first()
    row.save()
    if before is None:
        _noted("add", row, caller)
        return
    fields = model._meta.concrete_fields
    changed = [one.name for one in fields if before[one.attname] != getattr(row, one.attname)]
    if changed:
        _noted("change", row, caller, fields=changed)


@transaction.atomic
def remove_layout(*, row: Area | CountingLine, caller: Any) -> None:
    """Delete an area with its lines and its cameras' parts, or a line; each is in the trail."""
    if isinstance(row, Area):
        for model in (CountingLine, AreaCamera):
            for own in model.objects.filter(area=row):
                _noted("remove", own, caller)
    _noted("remove", row, caller)
    row.delete()


@transaction.atomic
def give_part(*, line: CountingLine, caller: Any = None) -> AreaCamera:
    """Give the line's camera a part in its area unless it has one: a zone looks inside, a line is a door.

    Safe to repeat; what a person chose stays.
    """
    inside = line.kind == CountingLine.Kind.ZONE
    part, made = AreaCamera.objects.get_or_create(
        area_id=line.area_id,
        camera_id=line.camera_id,
        defaults={
            "site_id": line.site_id,
            "role": AreaCamera.Role.INSIDE if inside else AreaCamera.Role.BOTH,
        },
    )
    found: AreaCamera = part
    if made:
        _noted("add", found, caller)
    return found


@transaction.atomic
def take_part_away(*, part: AreaCamera, caller: Any = None) -> None:
    """Remove a camera from its area, for good or to put another in its place; its history stays.

    Those whom it counted through a door are still in; those whom it saw inside it sees no longer.
    """
    pair = (part.camera_id, part.area_id)
    inside = part.role == AreaCamera.Role.INSIDE
    site = part.site
    _noted("remove", part, caller)
    part.delete()
    if inside:
        who_id = caller.pk if caller else None
        reset_counter(site=site, pair=pair, at=clock.now(), who_id=who_id)


def _noted(verb: str, row: Laid, caller: Any, **detail: Any) -> None:
    """Write down an act such as ``change-counting-line``."""
    act = f"{verb}-{row._meta.verbose_name}".replace(" ", "-")
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **_place(row), **detail)


def _place(row: Laid) -> dict[str, Any]:
    if isinstance(row, Area):
        return {}
    place = {"area": row.area_id, "camera": row.camera_id}
    return place | {"role": row.role} if isinstance(row, AreaCamera) else place
