"""The last seconds of a camera as JPEGs, so that an event known late still gets the right picture."""

from __future__ import annotations

from collections import deque
from typing import Final

LARGEST_BYTES: Final = 32 << 20
"""A camera of 2160 lines keeps fewer seconds rather than more memory."""


class Recent:
    """Pictures of the last ``seconds`` in the order they were taken; belongs to one thread."""

    def __init__(self, seconds: float) -> None:
        self._window_ns = round(seconds * 1e9)
        self._kept: deque[tuple[int, bytes]] = deque()
        self._bytes = 0

    def add(self, at_ns: int, jpeg: bytes) -> None:
        """Keep a picture taken at ``at_ns``, and let go what is too old or too much."""
        self._kept.append((at_ns, jpeg))
        self._bytes += len(jpeg)
        while self._kept[0][0] < at_ns - self._window_ns or self._bytes > LARGEST_BYTES:
            self._bytes -= len(self._kept.popleft()[1])
            if not self._kept:
                return

    def nearest(self, at_ns: int) -> tuple[int, bytes] | None:
        """Return (when it was taken, JPEG) of the picture closest to ``at_ns``; None without any."""
        return min(self._kept, key=lambda one: abs(one[0] - at_ns), default=None)
