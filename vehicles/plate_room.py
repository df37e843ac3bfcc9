"""Whether a plate that shows one line of text has room for a second, which is hidden or cut off.

A trade plate's upper line is a legal plate by itself (MH12A1234 over TC0001), so that its text proves
nothing; what surrounds it may.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from streaming.frames import Image
from vehicles.plate_ground import NO_PLATE, heights_of_ground
from vehicles.plate_lines import Box, PlateLine
from vehicles.plate_pieces import may_be_above_trade

ROOM: Final = 1.8
"""Heights of a line as it was found, a third more than its letters: drawn plates of one line have up to
1.6 of them, those of two from 2.2 on."""

BELOW: Final = 0.5
"""Heights of a line that a picture goes on under it, or another may be cut off."""


def with_room_in_mind(line: PlateLine, picture: Image, plate: Box | None) -> PlateLine:
    """Return the line as half a plate where it may be a trade plate's and there is room for its other.

    Boxes are in the picture's pixels; ``plate`` is that of the plate where a detector found it.
    """
    if line.half or not may_be_above_trade(line.reading.text):
        return line
    return replace(line, half=_has_room(line.xyxy, picture, plate))


def _has_room(line: Box, picture: Image, plate: Box | None) -> bool:
    height = line[3] - line[1]
    if line[3] + BELOW * height > picture.shape[0]:
        return True
    if plate is not None:
        return ROOM < (plate[3] - plate[1]) / height < NO_PLATE
    return ROOM < heights_of_ground(line, picture) < NO_PLATE
