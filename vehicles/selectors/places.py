"""Where a read comes from: its camera and gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

from django.db.models import Q

from factory.core.errors import NotFound
from factory.core.memo import Memo
from factory.sites.models import Site
from streaming.models import Camera
from vehicles.models import Gate


class KnownCamera(NamedTuple):
    """What a read's request needs of the camera that it names."""

    pk: int
    site_id: int
    direction: str


_cameras: Memo[str, KnownCamera | None] = Memo()
_gates: Memo[int, int | None] = Memo()


def known_camera(name: str | int, may: Callable[[int], bool]) -> KnownCamera:
    """Return the camera called ``name`` at a site where the caller ``may``; raises NotFound.

    Remembered for a second: a gate's reads name the same few cameras all day.
    """
    found = _cameras.get(str(name), lambda: _camera_called(str(name)))
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
    itself. Keys are not held: facts that point there need not wait. Which gate a camera looks at is
    remembered for a second, what it says (its policy, its kill switch) is not.
    """
    gate_id = _gates.get(camera_id, lambda: _gate_of(camera_id))
    if gate_id is not None:
        gates: Any = Gate.objects.select_for_update(no_key=True)
        return cast("Gate | None", gates.filter(pk=gate_id).order_by().first())
    Camera.objects.select_for_update(no_key=True).filter(pk=camera_id).values_list("pk").first()
    return None


def _gate_of(camera_id: int) -> int | None:
    gates = Gate.objects.filter(cameras=camera_id).order_by("pk")
    return gates.values_list("pk", flat=True).first()


def site_of(site_id: int) -> Site:
    site: Site = Site.objects.get(pk=site_id)
    return site
