"""The picture of a camera at a moment of the last seconds, for whoever learns late what it shows.

A recogniser that decides over several frames, a task, or a person who looks up: each knows when it
happened, and asks for the frame of that time. Cameras that feed a recogniser keep theirs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from streaming.capture.client import CaptureClient
from streaming.capture.pictures import Picture
from streaming.capture.wire import KEPT_QUALITY, Ask, BadMessageError, Kind
from streaming.paths import capture_socket

KEPT_SECONDS: Final = 15.0
KEPT_FPS: Final = 5.0
NEAR: Final = timedelta(seconds=1)
PATIENCE_S: Final = 2.0
LATEST_NS: Final = 2**63 - 1
"""The year 2262; a camera cannot be asked for a later moment, and has none."""
OPENING_S: Final = 5.0
"""What a camera that nobody watches may take until its first picture."""


@dataclass(frozen=True, slots=True)
class Still:
    """A whole frame without overlay, as JPEG, and when it was captured (aware, UTC)."""

    captured_at: datetime
    jpeg: bytes


def still_now(camera: int, patience: float = OPENING_S) -> Still | None:
    """Return what the camera (its number) shows now, opened if nobody watches it; None if nothing."""
    end = time.monotonic() + patience
    try:
        with CaptureClient(capture_socket(camera), timeout=patience) as client:
            client.ask(Ask(Picture(overlay=False, quality=KEPT_QUALITY)))
            while time.monotonic() < end:
                message = client.receive()
                if message.kind is Kind.PICTURE:
                    return Still(_time(message.at_ns), message.body)
    except (OSError, BadMessageError):
        return None
    return None


def still_at(camera: int, at: datetime, near: timedelta = NEAR) -> Still | None:
    """Return the frame of the camera (its number) closest to ``at``.

    None where no frame within ``near`` is kept: it is too long ago, the camera gave nothing then, feeds
    no recogniser, or its capture process is on another host or away.
    """
    at_ns = min(max(0, round(at.timestamp() * 1e9)), LATEST_NS)
    try:
        with CaptureClient(capture_socket(camera), timeout=PATIENCE_S) as client:
            found = client.kept(at_ns)
    except (OSError, BadMessageError):
        return None
    if found is None:
        return None
    captured_at = _time(found[0])
    return Still(captured_at, found[1]) if abs(captured_at - at) <= near else None


def _time(at_ns: int) -> datetime:
    return datetime.fromtimestamp(at_ns / 1e9, UTC)
