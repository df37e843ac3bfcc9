"""Looks for the size of H.264 and H.265 in a stream of bytes that passes by, whatever it is packed in.

Plain (annex B), in MPEG-TS and in FLV the parameter sets stand as they are; nothing else is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from streaming.capture.sources.h264 import h264_size
from streaming.capture.sources.h265 import h265_size
from streaming.capture.sources.jpegs import JpegWatch
from streaming.capture.sources.sizes import Sizes

SET: Final = re.compile(rb"\x00\x00\x01(?=[\x27\x47\x67\xb3]|\x42\x01)")
"""A start code before a sequence parameter set (H.264 7.3.1, H.265 7.3.1.2), or before MPEG-2's head."""
MPEG_2: Final = b"\xb3"
"""Begins a sequence of MPEG-2 (ISO 13818-2, 6.2.2.1), and no unit of the others."""
END: Final = re.compile(rb"\x00\x00[\x00\x01]")
"""Ends a unit, and is nowhere within one."""
FLV: Final = re.compile(rb"\x17\x00{4}\x01.{3}[\xfc-\xff]\xe1(..)", re.DOTALL)
"""Before the one set of a decoder's configuration (ISO 14496-15, 5.3.3.1) in a tag of FLV, its length."""
LONGEST: Final = 192
"""Bytes of a set, less than a packet of MPEG-TS has; what begins nearer to the end is waited for."""


class UnitWatch:
    """Notes the sizes of what comes, piece by piece."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._held = self._last = self._head = b""
        self._is_older = False

    def feed(self, data: bytes) -> None:
        held = self._held + data
        known = max(0, len(held) - LONGEST)
        for found in SET.finditer(held, 0, known + 5):
            if found.start() < known:
                self._twice(_unit(held[found.end() : found.end() + LONGEST]))
        for found in FLV.finditer(held, 0, len(held)):
            if found.start() < known:
                self._note(held[found.end() : found.end() + int.from_bytes(found[1], "big")])
        self._held = held[known:]

    def _twice(self, unit: bytes) -> None:
        """Note a set that was said again: sound and pictures may look like one, but not twice alike.

        Those of MPEG-2 may: its slices 39, 71 and 103 begin as sets do, and stay the same where nothing
        moves.
        """
        if unit.startswith(MPEG_2):
            self._is_older |= unit == self._head
            self._head = unit
            return
        again, self._last = unit == self._last, unit
        if again and not self._is_older:
            self._note(unit)

    def _note(self, unit: bytes) -> None:
        found = (h265_size if unit.startswith(b"\x42\1") else h264_size)(unit)
        if found:
            self._sizes.note(("unit", found[0]), found[1])


def _unit(data: bytes) -> bytes:
    end = END.search(data)
    return data[: end.start()] if end else data


def watching(sizes: Sizes) -> Callable[[bytes], bytes]:
    """Return what passes everything on as it came, and looks for JPEG, H.264 and H.265 in it."""
    jpegs, units = JpegWatch(sizes), UnitWatch(sizes)

    def passing(data: bytes) -> bytes:
        units.feed(data)
        return jpegs.feed(data)

    return passing
