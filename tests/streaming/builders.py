"""Rows of streaming for tests."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from factory.sites.models import Site
from streaming.models import Camera

_numbers = count(1)


def make_camera(site: Site, **fields: Any) -> Camera:
    number = next(_numbers)
    defaults = {
        "camera_id": f"CAM-{number}",
        "name": f"Camera {number}",
        "source": "scene:gate-line",
    }
    camera: Camera = Camera.objects.create(site=site, **(defaults | fields))
    return camera


def report(state: str = "live", *, since_s: float = 0.0, **fields: Any) -> dict[str, Any]:
    """Return what a capture process says of itself, in ``state`` for ``since_s`` seconds."""
    since = time.time_ns() - round(since_s * 1e9)
    said = {
        "state": state,
        "connected": state == "live",
        "since_ns": since,
        "frame_at_ns": time.time_ns() if state == "live" else None,
        "error": "" if state == "live" else "no picture",
        "fps": 25.0 if state == "live" else 0.0,
        "frames_read": 1200,
        "decode_ms": 4.5,
        "encode_ms": 2.0,
        "reconnects": 1,
        "width": 1280,
        "height": 720,
        "viewers": 2,
    }
    return said | fields
