"""Adding, changing and removing cameras."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from factory.alerts import events
from factory.audit.services import record
from factory.core.encryption import is_kept
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from streaming.models import Camera
from streaming.services.statuses import settle_alert
from streaming.targets import same_endpoint

VIEW = "streaming.view_camera"
TAKEN = "Another camera has this camera id."
AGAIN = "The address leads to another server now: enter the camera's password again."


def add_camera(*, site: Site, who: Any, **fields: Any) -> Camera:
    """Make a camera; a supervisor reads it within seconds. ``fields`` are those of the model.

    Raises Invalid where its camera_id is taken, also by one that is being added at the same moment.
    """
    camera = Camera(site=site, **fields)
    with _told_if_taken(camera), transaction.atomic():
        camera.save(force_insert=True)
        _tell(camera, who, "camera.added")
    return camera


def change_camera(*, camera: Camera, who: Any, **fields: Any) -> Camera:
    """Change these fields of a camera.

    Raises Invalid where its stored password would be sent to another server than it was entered for, and
    where its new camera_id is taken.
    """
    if moves_password(camera, fields):
        raise Invalid(AGAIN, fields={"password": AGAIN})
    for name, value in fields.items():
        setattr(camera, name, value)
    with _told_if_taken(camera), transaction.atomic():
        camera.save(update_fields=[*fields, "changed_at"])
        _tell(camera, who, "camera.changed", fields=sorted(fields))
    return camera


@contextmanager
def _told_if_taken(camera: Camera) -> Iterator[None]:
    """Whoever asked before found the camera_id free; the database's key decides between two at once."""
    try:
        yield
    except IntegrityError as error:
        if not Camera.objects.filter(camera_id=camera.camera_id).exclude(pk=camera.pk).exists():
            raise
        raise Invalid(TAKEN, fields={"camera_id": TAKEN}) from error


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
