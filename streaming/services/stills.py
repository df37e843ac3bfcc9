"""Keeping the frame of an event as evidence."""

from __future__ import annotations

from datetime import datetime

from factory.evidence.models import Snapshot
from factory.evidence.services import keep
from streaming.stills import still_at


def keep_still(
    *, camera: int, site_id: int, at: datetime, kind: str, retention_days: int | None = None
) -> Snapshot | None:
    """Keep what the camera showed at ``at``, a moment of the last seconds; None if nobody has it.

    ``kind`` is Snapshot.Kind's value. Not for use inside a transaction, since it writes a file; raises
    OSError where there is no room for it.
    """
    still = still_at(camera, at)
    if still is None:
        return None
    return keep(
        site_id=site_id,
        kind=kind,
        jpeg=still.jpeg,
        captured_at=still.captured_at,
        retention_days=retention_days,
    )
