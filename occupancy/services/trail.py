"""Who set up what, in the trail."""

from __future__ import annotations

from typing import Any, TypeAlias

from factory.audit.services import record
from occupancy.models import Area, AreaCamera, CountingLine

Laid: TypeAlias = Area | AreaCamera | CountingLine


def noted(verb: str, row: Laid, caller: Any, **detail: Any) -> None:
    """Write down an act such as ``change-counting-line``."""
    act = f"{verb}-{row._meta.verbose_name}".replace(" ", "-")
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **_place(row), **detail)


def keep(row: Area | CountingLine, caller: Any) -> None:
    """Save a new or changed row; the trail says which fields a person changed."""
    model: Any = type(row)
    before = model.objects.filter(pk=row.pk).values().first()
    row.save()
    if before is None:
        noted("add", row, caller)
        return
    # The others follow from them.
    fields = [one for one in model._meta.concrete_fields if one.editable]
    changed = [one.name for one in fields if before[one.attname] != getattr(row, one.attname)]
    if changed:
        noted("change", row, caller, fields=changed)


def _place(row: Laid) -> dict[str, Any]:
    if isinstance(row, Area):
        return {}
    place = {"area": row.area_id, "camera": row.camera_id}
    return place | {"role": row.role} if isinstance(row, AreaCamera) else place
