"""Looks for the size of JPEGs in a stream of bytes that passes by (ITU T.81, B.2)."""

from __future__ import annotations

from typing import Final

from streaming.capture.sources.sizes import Sizes

START: Final = b"\xff\xd8\xff"
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame and tell its size."""
LEAST: Final = 2
"""Bytes of a segment, for its length counts itself."""
TOLD: Final = 10
"""Bytes from a frame's marker to its number of colours: length, precision, height and width between."""
PRECISIONS: Final = frozenset({8, 12})
COLOURS: Final = frozenset({1, 3, 4})
LARGEST_HEAD: Final = 1 << 20
"""Bytes between a picture's start and its size; more is no JPEG."""


class JpegWatch:
    """Passes on what comes, piece by piece, and notes each picture's size."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._held = b""
        self._within = False

    def feed(self, data: bytes) -> bytes:
        self._held += data
        while self._step():
            pass
        return data

    def _step(self) -> bool:
        """Find the next start, or the size behind it; False where that takes more bytes."""
        if not self._within:
            at = self._held.find(START)
            self._within = at >= 0
            # A start may lie across two pieces.
            self._held = self._held[at + 2 :] if self._within else self._held[-len(START) + 1 :]
            return self._within
        return self._segments()

    def _segments(self) -> bool:
        """Go from segment to segment; a thumbnail within one of them is none of ours."""
        at, held = 0, self._held
        while len(held) - at >= TOLD:
            marker, size = held[at + 1], int.from_bytes(held[at + 2 : at + 4], "big")
            if marker in FRAMES:
                self._frame(held[at : at + TOLD])
                return self._leave(at)
            if held[at] != START[0] or marker < min(FRAMES) or size < LEAST:
                return self._leave(at)
            at += 2 + size
        if len(held) > LARGEST_HEAD:
            return self._leave(len(held))
        return False

    def _frame(self, head: bytes) -> None:
        """Note the size if it is one: other video and a coding in chunks look alike now and then."""
        length, bits, colours = int.from_bytes(head[2:4], "big"), head[4], head[9]
        if bits in PRECISIONS and colours in COLOURS and length == 8 + 3 * colours:
            height, width = head[5:7], head[7:9]
            size = int.from_bytes(width, "big"), int.from_bytes(height, "big")
            self._sizes.note("jpeg", size)

    def _leave(self, at: int) -> bool:
        self._within, self._held = False, self._held[at:]
        return True
