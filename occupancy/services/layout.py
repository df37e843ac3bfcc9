"""Setting up areas, lines and zones; who changed what is in the trail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from factory.alerts.models import Alert
from factory.alerts.services import resolve_alert
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from occupancy.models import Area, AreaCamera, AreaLevel, CountingLine, LiveCount
from occupancy.services.lines import remove_line, save_line
from occupancy.services.parts import take_part_away
from occupancy.services.trail import keep, noted


@transaction.atomic
def save_layout(*, row: Area | CountingLine, caller: Any) -> None:
    """Keep a new or changed row; the trail says which fields a person changed. Safe to repeat.

    Raises Invalid for an area within one of another site, or round in a circle, and for a line that
    cannot be where it is.
    """
    if isinstance(row, Area) and row.within_id:
        _check_place(row)
    if isinstance(row, CountingLine):
        save_line(line=row, caller=caller)
    else:
        keep(row, caller)


@transaction.atomic
def remove_layout(*, row: Area | CountingLine, caller: Any) -> None:
    """Remove an area with its lines and its cameras' parts, or a line; each is in the trail.

    An area that was counted is seen no more, but stays for its history. Raises Conflict for one within
    which others lie.
    """
    if isinstance(row, Area) and Area.objects.filter(within=row).exists():
        raise Conflict("Other areas lie within this one: say first where they lie instead.")
    if isinstance(row, CountingLine):
        remove_line(line=row, caller=caller)
        return
    noted("remove", row, caller)
    _close_alerts(row)
    lines = CountingLine.objects.filter(area=row)
    for line in lines:
        noted("remove", line, caller)
    lines.delete()
    for part in AreaCamera.objects.open().filter(area=row):
        take_part_away(part=part, caller=caller)
    if not _is_history(row):
        row.delete()
        return
    AreaLevel.objects.filter(area=row).delete()
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])


def _close_alerts(area: Area) -> None:
    """Nothing judges a removed area any more, so that nothing else would close them."""
    mine = Alert.objects.filter(
        site=area.site_id, subject_type=area._meta.label_lower, subject_id=str(area.pk)
    )
    for key in mine.filter(resolved_at=None).values_list("dedup_key", flat=True):
        resolve_alert(site_id=area.site_id, dedup_key=key)


def _check_place(area: Area) -> None:
    """Ask under a lock: two changes at once must not lead round in a circle."""
    list(Area.objects.filter(site=area.site_id).order_by("pk").select_for_update(no_key=True))
    try:
        area.clean()
    except ValidationError as error:
        messages = {name: texts[0] for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(messages.values()), fields=messages) from error


def _is_history(area: Area) -> bool:
    counted = LiveCount.objects.told().filter(site=area.site_id, area_id=area.pk).exists()
    return bool(counted or Area.everything.filter(within=area).exists())
