"""Reads: cameras as people, supervisors and the vision process need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from factory.core import clock
from factory.core.errors import NotFound
from factory.core.scoping import Access
from streaming.condition import Condition, Said, condition, phrase
from streaming.duty import Duty, duty
from streaming.models import Camera

LONGEST_NUMBER: Final = 18
"""Digits of a key; more would not fit the database's integers."""
SECRETS: Final = ("user", "password")


def cameras_for_access(access: Access) -> QuerySet[Camera]:
    """Return the cameras that somebody may watch, with site and status: one query."""
    rows: QuerySet[Camera] = Camera.objects.for_access(access, "streaming.view_camera")
    return rows.select_related("site", "status")


def camera_to_watch(access: Access, name: str) -> Camera:
    """Return the camera called ``name`` (its number, or camera_id); without one, the first.

    The number comes first: what is signed and addressed by it must show no other camera. Raises
    NotFound, also for a camera of another site. Its secrets are not read: no viewer needs them.
    """
    rows = cameras_for_access(access).defer(*SECRETS)
    if not name:
        chosen = rows.filter(enabled=True).order_by("pk").first()
    else:
        chosen = _numbered(rows, name) or rows.filter(camera_id=name).first()
    if chosen is None:
        raise NotFound("There is no such camera.")
    return chosen


def _numbered(rows: QuerySet[Camera], name: str) -> Camera | None:
    number = name.isascii() and name.isdecimal() and len(name) <= LONGEST_NUMBER
    return rows.filter(pk=int(name)).first() if number else None


def wanted_cameras(shard: int, shards: int) -> list[Camera]:
    """Return the cameras that a supervisor of this shard should read now."""
    now = clock.now()
    rows = Camera.objects.filter(enabled=True).select_related("site").order_by("pk")
    mine = [camera for camera in rows if camera.pk % shards == shard]
    return [camera for camera in mine if duty_of(camera, now).since]


def other_supervisors(name: str) -> set[str]:
    """Return the names of the supervisors that hold cameras, but for this one."""
    held = Camera.objects.exclude(supervisor__in=["", name]).order_by()
    return set(held.values_list("supervisor", flat=True).distinct())


def resting_cameras() -> dict[int, str]:
    """Return the cameras that nobody is to read now, each with why: switched off, or off duty."""
    now = clock.now()
    rows = Camera.objects.select_related("site").order_by("pk")
    duties = {camera.pk: duty_of(camera, now) for camera in rows}
    return {pk: duty.why for pk, duty in duties.items() if duty.since is None}


def duty_of(camera: Camera, now: datetime) -> Duty:
    """Return whether the camera is to be read; needs its site where it has hours."""
    hours = camera.active_from, camera.active_until
    zone = camera.site.zone if all(hour is not None for hour in hours) else None
    return duty(hours, zone, enabled=camera.enabled, changed_at=camera.changed_at, now=now)


def analysed_cameras(supervisor: str) -> Iterable[Camera]:
    """Return the cameras that this supervisor reads and that feed any recogniser."""
    rows = Camera.objects.filter(enabled=True, supervisor=supervisor).select_related("site")
    return [camera for camera in rows if camera.consumers]


def condition_of(camera: Camera) -> Condition:
    """Return how the camera is doing now; no query where site and status came with the camera."""
    status = getattr(camera, "status", None)
    said = status and Said(status.state, status.since, status.seen_at, status.error, status.fps)
    now = clock.now()
    return condition(said, duty_of(camera, now), now=now)


def words_of(camera: int) -> str | None:
    """Return a camera's state and since when, for people; None for one that does not exist."""
    rows = Camera.objects.select_related("site", "status").defer(*SECRETS)
    found = rows.filter(pk=camera).first()
    return phrase(condition_of(found), found.site.zone) if found else None
