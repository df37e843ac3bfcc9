"""Lines and zones: where one is drawn its camera counts for the area, and where none is left no more."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from factory.core.deadlocks import again_when_taken_back
from factory.core.errors import Invalid
from occupancy.models import AreaCamera, CountingLine
from occupancy.services.carrying import lock_areas
from occupancy.services.parts import save_part, take_part_away
from occupancy.services.trail import keep, noted


@again_when_taken_back
@transaction.atomic
def save_line(*, line: CountingLine, caller: Any = None) -> None:
    """Keep a new or changed line. In use, it gives its camera a part in the area: a zone looks inside,
    a line is a door.

    Moved to another area or camera it takes the part along: where none is left in use the part ends, so
    also where the last one is switched off. Safe to repeat.
    Raises Invalid for a line beside a zone of the same camera and area.
    """
    before = CountingLine.objects.filter(pk=line.pk).first()
    lock_areas({row.area_id for row in (line, before) if row is not None})
    _check(line)
    keep(line, caller)
    left = before if before and before.pair != line.pair else None
    was = _part(left) if left else None
    if line.enabled:
        _give_part(line, was or _last_part(line), caller)
    if before and before.enabled and (left or not line.enabled):
        _leave(before, caller)


@again_when_taken_back
@transaction.atomic
def remove_line(*, line: CountingLine, caller: Any = None) -> None:
    """Remove a line. With the last one in use its camera's part in the area ends."""
    lock_areas({line.area_id})
    noted("remove", line, caller)
    # By its number, which a line that is deleted itself would forget: this may be done again.
    CountingLine.objects.filter(pk=line.pk).delete()
    if line.enabled:
        _leave(line, caller)


def _check(line: CountingLine) -> None:
    """Ask under the lock: a line and a zone at once must not both get through."""
    try:
        line.clean()
    except ValidationError as error:
        messages = {name: texts[0] for name, texts in error.message_dict.items()}
        raise Invalid(" ".join(messages.values()), fields=messages) from error


def _give_part(line: CountingLine, like: AreaCamera | None, caller: Any) -> None:
    """Give the line's camera a part in its area, ``like`` another one if that fits.

    What a person chose stays, but for one who looks inside through a line, or counts a zone as a door.
    """
    part = _part(line)
    if part and part.looks_inside == line.is_zone:
        return
    role = AreaCamera.Role.INSIDE if line.is_zone else AreaCamera.Role.BOTH
    if like and like.looks_inside == line.is_zone:
        role = AreaCamera.Role(like.role)
    if part is None:
        part = AreaCamera(site=line.site, area=line.area, camera=line.camera)
    part.role = role
    save_part(part=part, caller=caller)


def _leave(line: CountingLine, caller: Any) -> None:
    part = _part(line)
    if part and not CountingLine.objects.in_use_of(line.camera_id, line.area_id).exists():
        take_part_away(part=part, caller=caller)


def _part(line: CountingLine) -> AreaCamera | None:
    """Return the open part of the line's camera in its area."""
    found: AreaCamera | None = _parts(line).open().first()
    return found


def _last_part(line: CountingLine) -> AreaCamera | None:
    """Return the part that ended last: a line that is drawn anew goes on as what it was."""
    found: AreaCamera | None = _parts(line).exclude(until=None).order_by("-until").first()
    return found


def _parts(line: CountingLine) -> Any:
    return AreaCamera.objects.filter(area=line.area_id, camera=line.camera_id)
