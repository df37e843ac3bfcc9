"""What the supervisor itself reports of a camera that no capture process can speak for."""

from __future__ import annotations

from typing import Any

NUMBERS = (
    *("frames_read", "fps", "decode_ms", "encode_ms", "reconnects", "width", "height"),
    "viewers",
)


def offline(text: str, since_ns: int) -> dict[str, Any]:
    """Return a report in the shape of ``streaming.capture.status``: offline, and why."""
    said = {"state": "offline", "since_ns": since_ns, "frame_at_ns": None, "error": text}
    return dict.fromkeys(NUMBERS, 0) | said


def lost(last: dict[str, Any] | None, text: str, since_ns: int) -> dict[str, Any]:
    """Return the report of a process that has gone: its last numbers, but nothing comes any more."""
    now = {"state": "offline", "since_ns": since_ns, "error": text, "fps": 0, "viewers": 0}
    if last is None:
        return offline(text, since_ns)
    if last["state"] == "offline":
        now["since_ns"] = last["since_ns"]
    return last | now
