"""A picture as it travels to browsers: its multipart bytes are built once for all its viewers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OPENING: Final = b"--frame\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One picture; ``live`` is false for a held one or a placeholder.

    ``chunk`` is its part of the multipart stream as a chunk of HTTP/1.1, the same for every viewer.
    """

    at_ns: int
    jpeg: bytes
    live: bool
    chunk: bytes

    @property
    def body(self) -> bytes:
        """The part without the chunk's frame."""
        return self.chunk[self.chunk.index(b"\r\n") + 2 : -2]


def part(at_ns: int, jpeg: bytes, *, live: bool) -> Part:
    """Return the part, closed by its boundary instead of opened by it.

    Browsers show a picture only when they have read the boundary after it: otherwise each would be
    one frame late.
    """
    head = (
        f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n"
        f"X-Timestamp: {at_ns // 10**9}.{at_ns // 1000 % 10**6:06d}\r\n\r\n"
    )
    body = (head.encode(), jpeg, b"\r\n", OPENING)
    size = b"%x\r\n" % sum(map(len, body))
    return Part(at_ns, jpeg, live, b"".join((size, *body, b"\r\n")))
