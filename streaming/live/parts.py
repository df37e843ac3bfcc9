"""A picture as it travels to browsers: its multipart bytes are built once for all its viewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

OPENING: Final = b"--frame\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One picture; ``live`` is false for a held one or a placeholder. ``message`` is ASGI's, shared."""

    at_ns: int
    jpeg: bytes
    live: bool
    message: dict[str, Any]


def part(at_ns: int, jpeg: bytes, *, live: bool) -> Part:
    """Return the part, closed by its boundary instead of opened by it.

    Browsers show a picture only when they have read the boundary after it: otherwise each would be
    one frame late.
    """
    head = (
        f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n"
        f"X-Timestamp: {at_ns // 10**9}.{at_ns // 1000 % 10**6:06d}\r\n\r\n"
    )
    body = b"".join((head.encode(), jpeg, b"\r\n", OPENING))
    return Part(at_ns, jpeg, live, {"type": "http.response.body", "body": body, "more_body": True})
