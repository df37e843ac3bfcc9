"""Typed builders of vehicles' rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from factory.core import clock
from factory.core.models import User
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import make_user
from vehicles import services
from vehicles.models import Gate, GateEvent, PlateRead, Vehicle
from vehicles.services import SeenPlate

_numbers = count(1)
PLATE = "KA01AB1234"


def make_guard(site: Site) -> User:
    return make_user((site, "security"))


def make_camera(site: Site, *, direction: str = "in") -> Camera:
    number = next(_numbers)
    camera: Camera = Camera.objects.create(
        site=site,
        camera_id=f"CAM-{number}",
        name=f"Camera {number}",
        source="scene:barrier",
        direction=direction,
    )
    return camera


def make_gate(site: Site, *cameras: Camera, **fields: Any) -> Gate:
    values = {"policy": Gate.Policy.OPEN_FOR_AUTHORIZED, "direction": "in"} | fields
    gate: Gate = Gate.objects.create(site=site, **{"name": f"Gate {next(_numbers)}"} | values)
    gate.cameras.set(cameras)
    return gate


def allow(site: Site, plate: str = PLATE, **fields: Any) -> Vehicle:
    return services.authorise_plate(site=site, plate=plate, **fields)


def block(site: Site, plate: str = PLATE, reason: str = "Stolen vehicle") -> Vehicle:
    return services.block_plate(site=site, plate=plate, reason=reason)


def see(
    site: Site,
    text: str = PLATE,
    *,
    camera: Camera | None = None,
    track: str = "",
    ago: float = 0.0,
    confidence: float = 0.95,
    at: datetime | None = None,
    **fields: Any,
) -> PlateRead:
    """Have a read decided that was captured ``ago`` seconds before now, or at ``at``."""
    seen = SeenPlate(
        text=text,
        confidence=confidence,
        track_id=track,
        camera_id=camera.pk if camera else None,
        direction=camera.direction if camera else "none",
        captured_at=at or clock.now() - timedelta(seconds=ago),
        **fields,
    )
    return services.decide_read(site=site, seen=seen)


def event_of(read: PlateRead) -> GateEvent:
    """Return the event that the read belongs to; it must have come to one."""
    assert read.event is not None
    return read.event
