"""What a capture process says about itself, as JSON for supervisor, web and monitoring."""

from __future__ import annotations

import time
from typing import Any

from streaming.capture.connection import Connection
from streaming.capture.health import State
from streaming.capture.monitor import Monitor


def status(monitor: Monitor, clients: set[Connection]) -> dict[str, Any]:
    """Return state and counters; ``since_ns`` and ``frame_at_ns`` are nanoseconds since 1970."""
    health, counters = monitor.health, monitor.counters
    return {
        "state": health.state.value,
        "connected": health.state is State.LIVE,
        "since_ns": _wall(health.since),
        "frame_at_ns": None if health.frame_at is None else _wall(health.frame_at),
        "error": health.error,
        "failures": health.failures,
        "reconnects": health.reconnects,
        "frames_read": counters.frames_read,
        "frames_taken": counters.frames_taken,
        "fps": round(monitor.fps, 1),
        "decode_ms": round(counters.decode_ms.value, 2),
        "encode_ms": round(counters.encode_ms.value, 2),
        "width": counters.width,
        "height": counters.height,
        "viewers": sum(one.wishes.viewers for one in clients if one.wishes.ask),
    }


def _wall(at: float) -> int:
    # The monotonic clock decides, so that a corrected wall clock moves no state; only the show is wall.
    return time.time_ns() - round((time.monotonic() - at) * 1e9)
