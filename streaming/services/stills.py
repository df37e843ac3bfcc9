"""Keeping the frame of an event as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from factory.audit.services import record
from factory.core.errors import Conflict
from factory.evidence.models import Snapshot
from factory.evidence.services import keep
from streaming.models import Camera
from streaming.stills import Still, still_at, still_now

NOTHING: Final = "The camera gives no picture now."
GONE: Final = "Nobody has that picture: cameras that feed a recogniser keep their last 15 seconds."


def keep_still(*, camera: int, site_id: int, at: datetime, kind: str) -> Snapshot | None:
    """Keep what the camera showed at ``at``, a moment of the last seconds; None if nobody has it.

    ``kind`` is Snapshot.Kind's value. Not for use inside a transaction, since it writes a file; raises
    OSError where there is no room for it.
    """
    still = still_at(camera, at)
    return _kept(still, site_id=site_id, kind=kind) if still else None


def keep_picture(*, camera: Camera, who: Any, at: datetime | None = None) -> Snapshot:
    """Keep what a camera shows now, or showed ``at`` a moment of the last seconds; written down.

    Raises Conflict where there is no such picture. Not for use inside a transaction.
    """
    still = still_at(camera.pk, at) if at else still_now(camera.pk)
    if still is None:
        raise Conflict(GONE if at else NOTHING)
    snapshot = _kept(still, site_id=camera.site_id, kind=Snapshot.Kind.CAMERA)
    record(site_id=camera.site_id, caller=who, act="camera.picture-kept", subject=snapshot)
    return snapshot


def _kept(still: Still, *, site_id: int, kind: str) -> Snapshot:
    return keep(site_id=site_id, kind=kind, jpeg=still.jpeg, captured_at=still.captured_at)
