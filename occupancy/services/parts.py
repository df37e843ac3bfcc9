"""Cameras' parts in areas, changed from now on: what was counted before stays what it was.

What an area shows goes on from where it was.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from factory.core import clock
from factory.core.deadlocks import again_when_taken_back
from factory.core.errors import Conflict
from occupancy.counts import Pair
from occupancy.models import AreaCamera, LiveCount
from occupancy.models.parts import HAS_A_PART
from occupancy.services.carrying import count_kept, lock_areas
from occupancy.services.clocks import forget_clock
from occupancy.services.paces import set_pace
from occupancy.services.trail import noted

OVER = "This part has ended; it is kept to read the figures by."


@again_when_taken_back
@transaction.atomic
def save_part(*, part: AreaCamera, caller: Any = None) -> AreaCamera:
    """Begin a new part, or change an open one: what it was until now is kept as an ended part.

    A part whose area or camera is changed ends, and another begins, which is returned. Safe to repeat.
    Raises Conflict for a part that has ended, where the camera has one in the area already, and for a
    role that its lines or zones contradict.
    """
    areas = AreaCamera.objects.filter(pk=part.pk).values_list("area", flat=True)
    lock_areas({part.area_id, *areas})
    if problem := part.why_not_role():
        raise Conflict(problem)
    before = AreaCamera.objects.select_for_update().filter(pk=part.pk).first()
    if before is None:
        return _begin(part, caller)
    if before.until is not None:
        raise Conflict(OVER)
    if _pair(before) != _pair(part):
        take_part_away(part=before, caller=caller)
        # The caller's stays what it is, since all of this may be done again.
        another = copy(part)
        another.pk, another._state.adding = None, True  # noqa: SLF001 - it is another row now
        return _begin(another, caller)
    if before.role != part.role:
        with count_kept(part, caller) as now:
            _change(before, part, now)
            noted("change", part, caller, fields=["role"])
    _change_pace(before, part, caller)
    return part


@again_when_taken_back
@transaction.atomic
def take_part_away(*, part: AreaCamera, caller: Any = None) -> None:
    """Take a camera away from its area, for good or to put another in its place; its history stays.

    Those whom it counted through a door are still in; those whom it saw inside it sees no longer. Safe
    to repeat, also for who read the part before others took it away or changed it; a part in which
    nothing was ever counted is deleted.
    """
    lock_areas({part.area_id})
    row = AreaCamera.objects.select_for_update().filter(pk=part.pk, until=None).first()
    if row is None:
        return
    counted = _counted(row)
    with count_kept(row, caller) as now:
        noted("remove", row, caller)
        if not counted:
            row.delete()
            return
        row.until = now
        row.save(update_fields=["until"])
        forget_clock(site_id=row.site_id, pair=_pair(row))


def _pair(part: AreaCamera) -> Pair:
    return part.camera_id, part.area_id


def _begin(part: AreaCamera, caller: Any) -> AreaCamera:
    with count_kept(part, caller) as now:
        part.since, part.until = now, None
        try:
            with transaction.atomic():
                part.save()
        except IntegrityError as error:
            raise Conflict(HAS_A_PART) from error
        noted("add", part, caller)
    if part.reports_every is not None:
        _set_pace(part)
    return part


def _change_pace(before: AreaCamera, part: AreaCamera, caller: Any) -> None:
    if before.reports_every != part.reports_every:
        part.save(update_fields=["reports_every"])
        noted("change", part, caller, fields=["reports_every"])
        _set_pace(part)


def _set_pace(part: AreaCamera) -> None:
    minutes, now = part.reports_every, clock.now()
    set_pace(site=part.site, pair=_pair(part), minutes=minutes, now=now)


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
