"""Whether the processes that read and analyse cameras are alive, for health and system-info."""

from __future__ import annotations

from typing import Any

from factory.core import clock, heartbeats
from factory.core.scoping import Access
from streaming.condition import STALE
from streaming.models import Camera, CameraStatus
from streaming.selectors import cameras_for_access
from streaming.supervision.names import CAMERAS, VISION


def cameras() -> tuple[str, bool, str] | None:
    """settings.HEALTH_CHECKS: enabled cameras need somebody who reads them. Two queries."""
    wanted = Camera.objects.filter(enabled=True).count()
    if not wanted:
        return None
    alive = any(name.startswith(CAMERAS) for name in heartbeats.fresh())
    return "cameras", alive, f"{wanted} enabled" if alive else "no heartbeat lately"


def recognisers() -> tuple[str, bool, str] | None:
    """settings.HEALTH_CHECKS: cameras that feed recognisers need the vision process. Two queries."""
    wanted = Camera.objects.filter(enabled=True).exclude(consumers=[]).count()
    if not wanted:
        return None
    alive = any(name.startswith(VISION) for name in heartbeats.fresh())
    return "recognisers", alive, f"{wanted} cameras" if alive else "no heartbeat lately"


def figures(access: Access) -> dict[str, Any]:
    """settings.SYSTEM_INFO: the caller's cameras, and how many of them are live. Two queries."""
    mine = cameras_for_access(access).order_by()
    lately = clock.now() - STALE
    live = mine.filter(
        enabled=True, status__state=CameraStatus.State.LIVE, status__seen_at__gte=lately
    )
    return {"cameras": mine.count(), "live": live.count()}
