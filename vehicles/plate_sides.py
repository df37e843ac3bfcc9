"""Whether a picture ends beside a line of text, so that the plate may go on outside of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vehicles.plate_lines import PlateLine

BESIDE: Final = 0.5
"""Of a character's width. Pictures that cut drawn plates end at most a quarter of one after the line;
a plate that is wholly in sight has its own edge and some of its vehicle there."""


def with_sides_in_mind(line: PlateLine, left: float, right: float) -> PlateLine:
    """Return the line as half a plate where it touches a side of what was seen, in the same pixels.

    However lawful it is: the last figure may be cut in two (a 4 reads as a 1), or be missing.
    """
    begins, _, ends, _ = line.xyxy
    reach = BESIDE * (ends - begins) / max(1, len(line.reading.text))
    touches = begins - left < reach or right - ends < reach
    return replace(line, half=True) if touches else line
