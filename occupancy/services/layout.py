"""Setting up areas, lines and zones; who changed what is in the trail."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from factory.core import clock
from occupancy.models import Area, AreaCamera, AreaLevel, CountingLine, LiveCount
from occupancy.services.parts import take_part_away
from occupancy.services.trail import noted


@transaction.atomic
def save_layout(*, row: Area | CountingLine, caller: Any) -> None:
    """Keep a new or changed row; the trail says which fields changed. Safe to repeat."""
    model: Any = type(row)
    before = model.objects.filter(pk=row.pk).values().first()
    row.save()
    if before is None:
        noted("add", row, caller)
        return
    fields = model._meta.concrete_fields
    changed = [one.name for one in fields if before[one.attname] != getattr(row, one.attname)]
    if changed:
        noted("change", row, caller, fields=changed)


@transaction.atomic
def remove_layout(*, row: Area | CountingLine, caller: Any) -> None:
    """Remove an area with its lines and its cameras' parts, or a line; each is in the trail.

    An area that was counted is seen no more, but stays for its history.
    """
    noted("remove", row, caller)
    if isinstance(row, CountingLine):
        row.delete()
        return
    lines = CountingLine.objects.filter(area=row)
    for line in lines:
        noted("remove", line, caller)
    lines.delete()
    for part in AreaCamera.objects.open().filter(area=row):
        take_part_away(part=part, caller=caller)
    if not LiveCount.objects.filter(site=row.site_id, area_id=row.pk).exists():
        row.delete()
        return
    AreaLevel.objects.filter(area=row).delete()
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
