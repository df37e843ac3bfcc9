"""Adding, changing and removing cameras."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from factory.alerts import events
from factory.audit.services import record
from factory.core.encryption import is_kept
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from factory.sites.selectors import default_site
from streaming.models import Camera
from streaming.services.statuses import settle_alert
from streaming.targets import same_endpoint

VIEW = "streaming.view_camera"
AGAIN = "The address leads to another server now: enter the camera's password again."


def ensure_first_camera() -> Camera | None:
    """Make the camera that RTSP_URL and CAMERA_ID name, at the default site; safe to repeat.

    An existing one follows RTSP_URL. Without RTSP_URL nothing is made.
    """
    if not settings.RTSP_URL:
        return None
    source, user, password = split_credentials(settings.RTSP_URL)
    camera, made = Camera.objects.get_or_create(
        camera_id=settings.CAMERA_ID,
        defaults={
            "site": default_site(),
            "name": settings.CAMERA_ID,
            "source": source,
            "user": user,
            "password": password,
            "consumers": [name for name in settings.STREAMING_CONSUMERS if name == "occupancy"],
        },
    )
    if not made and (camera.source, camera.user, camera.password) != (source, user, password):
        camera.source, camera.user, camera.password = source, user, password
        camera.save(update_fields=["source", "user", "password", "changed_at"])
    return camera


def split_credentials(url: str) -> tuple[str, str, str]:
    """Return (URL without credentials, user, password)."""
    parts = urlsplit(url)
    if not parts.netloc:
        return url, "", ""
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, unquote(parts.username or ""), unquote(parts.password or "")


def add_camera(*, site: Site, who: Any, **fields: Any) -> Camera:
    """Make a camera; a supervisor reads it within seconds. ``fields`` are those of the model."""
    with transaction.atomic():
        camera: Camera = Camera.objects.create(site=site, **fields)
        _tell(camera, who, "camera.added")
    return camera


def change_camera(*, camera: Camera, who: Any, **fields: Any) -> Camera:
    """Change these fields of a camera.

    Raises Invalid where its stored password would be sent to another server than it was entered for.
    """
    if moves_password(camera, fields):
        raise Invalid(AGAIN, fields={"password": AGAIN})
    for name, value in fields.items():
        setattr(camera, name, value)
    with transaction.atomic():
        camera.save(update_fields=[*fields, "changed_at"])
        _tell(camera, who, "camera.changed", fields=sorted(fields))
    return camera


def moves_password(camera: Camera, fields: dict[str, Any]) -> bool:
    """Return whether the change would show a stored password to a server that has never had it.

    Whoever may change a camera may not therefore learn its password.
    """
    source = fields.get("source", camera.source)
    if not is_kept(camera, "password") or "password" in fields:
        return False
    return not same_endpoint(camera.source, source)


def remove_camera(*, camera: Camera, who: Any) -> None:
    """Delete a camera that nothing refers to; raises Conflict for one with a history."""
    try:
        with transaction.atomic():
            _tell(camera, who, "camera.removed", camera_id=camera.camera_id)
            settle_alert(camera)
            camera.delete()
    except ProtectedError as error:
        raise Conflict("This camera has a history; switch it off instead.") from error


def _tell(camera: Camera, who: Any, act: str, **detail: Any) -> None:
    record(site_id=camera.site_id, caller=who, act=act, subject=camera, **detail)
    events.publish(camera.site_id, "camera", VIEW, [camera.pk])
