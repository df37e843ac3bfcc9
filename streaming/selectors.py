"""Reads: cameras as people, supervisors and the vision process need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from django.db.models import QuerySet

from factory.core import clock
from factory.core.errors import NotFound
from factory.core.scoping import Access
from streaming.condition import Condition, Said, condition, phrase
from streaming.models import Camera

LONGEST_NUMBER: Final = 18
"""Digits of a key; more would not fit the database's integers."""


def cameras_for_access(access: Access) -> QuerySet[Camera]:
    """Return the cameras that somebody may watch, with site and status: one query."""
    rows: QuerySet[Camera] = Camera.objects.for_access(access, "streaming.view_camera")
    return rows.select_related("site", "status")


def camera_to_watch(access: Access, name: str) -> Camera:
    """Return the camera called ``name`` (its number, or camera_id); without one, the first.

    The number comes first: what is signed and addressed by it must show no other camera. Raises
    NotFound, also for a camera of another site.
    """
    rows = cameras_for_access(access)
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
    return [camera for camera in mine if _on_duty(camera, now)]


def other_supervisors(name: str) -> set[str]:
    """Return the names of the supervisors that hold cameras, but for this one."""
    held = Camera.objects.exclude(supervisor__in=["", name]).order_by()
    return set(held.values_list("supervisor", flat=True).distinct())


def resting_cameras() -> dict[int, str]:
    """Return the cameras that nobody is to read now, each with why: switched off, or off duty."""
    now = clock.now()
    rows = Camera.objects.select_related("site").order_by("pk")
    off = {camera.pk: "" for camera in rows if not camera.enabled}
    return off | {
        camera.pk: f"reads from {camera.active_from:%H:%M} to {camera.active_until:%H:%M}"
        for camera in rows
        if camera.enabled and not _on_duty(camera, now)
    }


def _on_duty(camera: Camera, now: datetime) -> bool:
    if camera.active_from is None or camera.active_until is None:
        return True
    return within(now.astimezone(camera.site.zone).time(), camera.active_from, camera.active_until)


def within(moment: time, start: time, end: time) -> bool:
    """Return whether a time of day lies in [start, end); an end before the start is tomorrow's.

    From a time until the same time is the whole day.
    """
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end


def analysed_cameras(supervisor: str) -> Iterable[Camera]:
    """Return the cameras that this supervisor reads and that feed any recogniser."""
    rows = Camera.objects.filter(enabled=True, supervisor=supervisor).select_related("site")
    return [camera for camera in rows if camera.consumers]


def condition_of(camera: Camera) -> Condition:
    """Return how the camera is doing now; no query where the status came with the camera."""
    status = getattr(camera, "status", None)
    said = status and Said(status.state, status.since, status.seen_at, status.error, status.fps)
    return condition(said, enabled=camera.enabled, now=clock.now())


def words_of(camera: int) -> str | None:
    """Return a camera's state and since when, for people; None for one that does not exist."""
    found = Camera.objects.select_related("site", "status").filter(pk=camera).first()
    return phrase(condition_of(found), found.site.zone) if found else None
