"""Reads: cameras as people, supervisors and the vision process need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Q, QuerySet

from factory.core import clock
from factory.core.errors import NotFound
from factory.core.scoping import Access
from streaming.models import Camera


def cameras_for_access(access: Access) -> QuerySet[Camera]:
    """Return the cameras that somebody may watch, with site and status: one query."""
    rows: QuerySet[Camera] = Camera.objects.for_access(access, "streaming.view_camera")
    return rows.select_related("site", "status")


def camera_to_watch(access: Access, name: str) -> Camera:
    """Return the camera called ``name`` (camera_id, or its number); without one, the first.

    Raises NotFound, also for a camera of another site.
    """
    rows = cameras_for_access(access)
    if not name:
        chosen = rows.filter(enabled=True).order_by("pk").first()
    else:
        number = Q(pk=int(name)) if name.isascii() and name.isdecimal() else Q()
        chosen = rows.filter(Q(camera_id=name) | number if number else Q(camera_id=name)).first()
    if chosen is None:
        raise NotFound("There is no such camera.")
    return chosen


def wanted_cameras(shard: int, shards: int) -> list[Camera]:
    """Return the cameras that a supervisor of this shard should read now."""
    now = clock.now()
    rows = Camera.objects.filter(enabled=True).select_related("site").order_by("pk")
    mine = [camera for camera in rows if camera.pk % shards == shard]
    return [camera for camera in mine if _on_duty(camera, now)]


def _on_duty(camera: Camera, now: datetime) -> bool:
    if camera.active_from is None or camera.active_until is None:
        return True
    return within(now.astimezone(camera.site.zone).time(), camera.active_from, camera.active_until)


def within(moment: time, start: time, end: time) -> bool:
    """Return whether a time of day lies in [start, end); an end before the start is tomorrow's."""
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end


def analysed_cameras(supervisor: str) -> Iterable[Camera]:
    """Return the cameras that this supervisor reads and that feed any recogniser."""
    rows = Camera.objects.filter(enabled=True, supervisor=supervisor).select_related("site")
    return [camera for camera in rows if camera.consumers]
