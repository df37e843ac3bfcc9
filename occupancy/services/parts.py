"""Cameras' parts in areas, changed from now on: what was counted before stays what it was.

What an area shows goes on from where it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from factory.core.errors import Conflict
from occupancy.models import AreaCamera, CountingLine, LiveCount
from occupancy.models.parts import HAS_A_PART
from occupancy.services.carrying import count_kept, locked_area, pair_of, set_count
from occupancy.services.trail import noted

OVER = "This part has ended; it is kept to read the figures by."


@transaction.atomic
def save_part(*, part: AreaCamera, caller: Any = None) -> AreaCamera:
    """Begin a new part, or change an open one: what it was until now is kept as an ended part.

    A part whose area or camera is changed ends, and another begins, which is returned. Safe to repeat.
    Raises Conflict for a part that has ended, and where the camera has one in the area already.
    """
    before = AreaCamera.objects.select_for_update().filter(pk=part.pk).first()
    if before is None:
        return _begin(part, caller)
    if before.until is not None:
        raise Conflict(OVER)
    if pair_of(before) != pair_of(part):
        take_part_away(part=before, caller=caller)
        part.pk, part._state.adding = None, True  # noqa: SLF001 - it is another row now
        return _begin(part, caller)
    if before.role != part.role:
        with count_kept(part, caller) as now:
            _change(before, part, now)
            noted("change", part, caller, fields=["role"])
    return part


@transaction.atomic
def give_part(*, line: CountingLine, caller: Any = None) -> AreaCamera:
    """Give the line's camera a part in its area unless it has one: a zone looks inside, a line is a door.

    Safe to repeat; what a person chose stays.
    """
    locked_area(line.area_id)
    here = AreaCamera.objects.open().filter(area_id=line.area_id, camera_id=line.camera_id)
    found: AreaCamera | None = here.first()
    if found is not None:
        return found
    inside = line.kind == CountingLine.Kind.ZONE
    role = AreaCamera.Role.INSIDE if inside else AreaCamera.Role.BOTH
    part = AreaCamera(site=line.site, area=line.area, camera=line.camera, role=role)
    return save_part(part=part, caller=caller)


@transaction.atomic
def take_part_away(*, part: AreaCamera, caller: Any = None) -> None:
    """Take a camera away from its area, for good or to put another in its place; its history stays.

    Those whom it counted through a door are still in; those whom it saw inside it sees no longer. Safe
    to repeat; a part in which nothing was ever counted is deleted.
    """
    if part.until is not None:
        return
    counted = _counted(part)
    with count_kept(part, caller) as now:
        noted("remove", part, caller)
        if not counted:
            part.delete()
            return
        part.until = now
        part.save(update_fields=["until"])
        if part.role == AreaCamera.Role.INSIDE:
            set_count(part.area, pair_of(part), 0, now, caller)


def _begin(part: AreaCamera, caller: Any) -> AreaCamera:
    with count_kept(part, caller) as now:
        part.since, part.until = now, None
        try:
            with transaction.atomic():
                part.save()
        except IntegrityError as error:
            raise Conflict(HAS_A_PART) from error
        noted("add", part, caller)
    return part


def _change(before: AreaCamera, part: AreaCamera, now: datetime) -> None:
    """The open part keeps its number; what it was becomes a row of its own."""
    begun = before.since is None or before.since < now
    part.since, part.until = (now if begun else before.since), None
    part.save()
    if begun:
        before.pk, before.until, before._state.adding = None, now, True  # noqa: SLF001
        before.save()


def _counted(part: AreaCamera) -> bool:
    return bool(
        LiveCount.objects.told()
        .filter(site=part.site_id, area_id=part.area_id, camera_id=part.camera_id)
        .exists()
    )
