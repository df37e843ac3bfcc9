"""The cameras that reads name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Q

from factory.core.errors import NotFound
from factory.core.memo import Memo
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.plate_text import is_storable


class KnownCamera(NamedTuple):
    """What a read's request needs of the camera that it names."""

    pk: int
    site_id: int
    direction: str


_cameras: Memo[str, KnownCamera | None] = Memo()


def known_camera(name: str | int, may: Callable[[int], bool]) -> KnownCamera:
    """Return the camera called ``name`` at a site where the caller ``may``; raises NotFound.

    Remembered for a second: a gate's reads name the same few cameras all day.
    """
    text = str(name)
    found = _cameras.get(text, lambda: _camera_called(text)) if is_storable(text) else None
    if found is None or not may(found.site_id):
        raise NotFound("There is no such camera.")
    return found


def _camera_called(text: str) -> KnownCamera | None:
    number = text.isascii() and text.isdecimal() and len(text) < 19  # noqa: PLR2004 - a bigint
    wanted = Q(camera_id=text) | Q(pk=int(text)) if number else Q(camera_id=text)
    rows = Camera.objects.filter(wanted).values_list("pk", "site_id", "direction", "camera_id")
    # A camera_id wins over the number of another camera.
    best = max(rows, key=lambda row: row[3] == text, default=None)
    return KnownCamera(*best[:3]) if best else None


def cameras_of(site: Site, names: Iterable[Any]) -> dict[str, Camera]:
    """Return the site's cameras that go by these names (numbers or camera_ids), by name.

    What is no name, as a body may hold anything, names none.
    """
    wanted = {str(name) for name in names if isinstance(name, str | int) and name != ""}
    if not wanted:
        return {}
    found: dict[str, Camera] = {}
    for camera in Camera.objects.filter(site=site):
        # A camera_id wins over the number of another camera.
        found.setdefault(str(camera.pk), camera)
        found[camera.camera_id] = camera
    return {name: found[name] for name in wanted & found.keys()}
