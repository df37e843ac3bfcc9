"""Whether a camera's pictures have the size they had when it was opened, as the camera itself says it.

OpenCV scales whatever comes later to the size of the first picture, and tells nobody. What passes
between FFmpeg and the camera says it: the parameter sets of H.264 and H.265, and the head of a JPEG.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from streaming.capture.sources.base import Change
from streaming.capture.sources.bits import Size
from streaming.capture.sources.h264 import h264_size
from streaming.capture.sources.h265 import h265_size

SPS: Final = {(b"H264", 7), (b"H265", 33)}
SEVERAL: Final = {(b"H264", 24), (b"H265", 48)}
"""Packets that carry several units, each behind its length."""
SCALE: Final = 8
"""RTP tells a JPEG's width and height in units of eight pixels (RFC 2435, 3.1.5)."""


class Sizes:
    """The first size of each stream, and the ``change`` of one that has another size now."""

    def __init__(self) -> None:
        self._first: dict[Hashable, Size] = {}
        self._known: dict[tuple[int, bytes], bytes] = {}
        self._changes: dict[Hashable, Change] = {}
        self.change: Change | None = None

    def note(self, stream: Hashable, size: Size) -> None:
        first = self._first.setdefault(stream, size)
        if first != size:
            self._changes[stream] = Change(first, size)
        elif not self._changes.pop(stream, None):
            return
        self.change = next(iter(self._changes.values()), None)

    def rtp(self, stream: int, codec: bytes, payload: bytes) -> None:
        """Look into the payload of a packet; ``codec`` is its encoding's name in capitals."""
        if codec == b"JPEG" and len(payload) >= SCALE:
            self.note(stream, (payload[6] * SCALE, payload[7] * SCALE))
        for sps in _parameter_sets(codec, payload):
            # Nearly always the one that came last.
            if self._known.get((stream, codec)) != sps:
                self._known[stream, codec] = sps
                found = (h264_size if codec == b"H264" else h265_size)(sps)
                if found:
                    # A camera may hold several ready, by their numbers, and use but one.
                    self.note((stream, found[0]), found[1])


def _parameter_sets(codec: bytes, payload: bytes) -> Iterator[bytes]:
    """Yield the sequence parameter sets of a packet (RFC 6184, 5.6 and 5.7.1; RFC 7798, 4.4)."""
    kind = _kind(codec, payload)
    if kind in SEVERAL:
        at = 1 if codec == b"H264" else 2
        while at + 2 < len(payload):
            size = int.from_bytes(payload[at : at + 2], "big")
            unit, at = payload[at + 2 : at + 2 + size], at + 2 + size
            if _kind(codec, unit) in SPS:
                yield unit
    elif kind in SPS:
        yield payload


def _kind(codec: bytes, unit: bytes) -> tuple[bytes, int]:
    first = unit[0] if unit else 0
    return codec, first & 0x1F if codec == b"H264" else first >> 1 & 0x3F
