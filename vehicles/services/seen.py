"""A plate as somebody saw it, and the row that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

from factory.core import clock
from factory.sites.models import Site
from vehicles.models import PlateRead
from vehicles.models.reads import RAW_KEPT
from vehicles.plate_text import clean

FUTURE = timedelta(minutes=5)
"""How far ahead a producer's clock may be."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No camera reads plates before; times near the calendar's beginning are none in other zones."""


@dataclass(frozen=True, slots=True)
class SeenPlate:
    """One read as its producer gave it. ``captured_at`` is aware, None is now.

    ``track_id`` means something on its camera only. ``settled`` is false for the best read of a
    vehicle that went away before enough frames agreed on the whole of it; ``voted`` says that its
    producer counted votes.
    """

    text: str
    confidence: float
    character_confidences: Sequence[float] = ()
    track_id: str = ""
    camera_id: int | None = None
    device_id: int | None = None
    direction: str = "none"
    event_id: str = ""
    captured_at: datetime | None = None
    snapshot_id: int | None = None
    settled: bool = True
    voted: bool = False


def wrong_time(seen: SeenPlate, now: datetime) -> str:
    """Return what is wrong with the time that a read came with; "" where it can be."""
    at = seen.captured_at or now
    if at > now + FUTURE:
        return "This is in the future."
    return "This is before the year 2000." if at < EARLIEST else ""


def row_of(site: Site, seen: SeenPlate) -> PlateRead:
    """Return the unsaved, undecided row; one with a time that cannot be was made when it came."""
    now = clock.now()
    captured_at = now if wrong_time(seen, now) else seen.captured_at or now
    return PlateRead(
        site=site,
        camera_id=seen.camera_id,
        device_id=seen.device_id,
        direction=seen.direction,
        track_id=seen.track_id,
        device_event_id=seen.event_id if seen.device_id else "",
        raw_text=_storable(seen.text)[:RAW_KEPT],
        text=clean(seen.text),
        confidence=_figure(seen.confidence),
        character_confidences=list(map(_figure, seen.character_confidences)),
        captured_at=captured_at,
        received_at=now,
        snapshot_id=seen.snapshot_id,
    )


def _storable(text: str) -> str:
    """Without what PostgreSQL refuses: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _figure(value: float) -> float:
    """A confidence that is no number counts as none at all."""
    return float(value) if isfinite(value) else 0.0
