"""Where a read comes from: its camera and gate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from factory.core.errors import NotFound
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.models import Gate


def camera_of(rows: QuerySet[Camera], name: str | int) -> Camera:
    """Return the camera called ``name`` (its number or its camera_id); raises NotFound."""
    text = str(name)
    number = text.isascii() and text.isdecimal() and len(text) < 19  # noqa: PLR2004 - a bigint
    wanted = Q(camera_id=text) | Q(pk=int(text)) if number else Q(camera_id=text)
    camera = rows.filter(wanted).first()
    if camera is None:
        raise NotFound("There is no such camera.")
    return camera


def cameras_of(site: Site, names: Iterable[Any]) -> dict[str, Camera]:
    """Return the site's cameras that go by these names (numbers or camera_ids), by name."""
    wanted = {str(name) for name in names if name not in {None, ""}}
    if not wanted:
        return {}
    found: dict[str, Camera] = {}
    for camera in Camera.objects.filter(site=site):
        # A camera_id wins over the number of another camera.
        found.setdefault(str(camera.pk), camera)
        found[camera.camera_id] = camera
    return {name: found[name] for name in wanted & found.keys()}


def hold_place(camera_id: int) -> Gate | None:
    """Return the gate that a camera looks at, and hold it till the transaction ends.

    Reads of one place are thereby decided one after the other; a camera without a gate is held
    itself. Keys are not held: facts that point there need not wait.
    """
    gates: Any = Gate.objects.filter(cameras=camera_id).order_by("pk")
    gate: Gate | None = gates.select_for_update(of=("self",), no_key=True).first()
    if gate is None:
        Camera.objects.select_for_update(no_key=True).filter(pk=camera_id).values_list("pk").first()
    return gate


def site_of(site_id: int) -> Site:
    site: Site = Site.objects.get(pk=site_id)
    return site
