"""Text as small solid pictures, drawn once with Pillow's built-in face and then only copied.

Copying is faster than drawing letters into every frame, is anti-aliased, and knows more letters than
OpenCV's strokes, which are ASCII only: names and plates have others.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from streaming.frames import Image

Colour: TypeAlias = tuple[int, int, int]
"""Blue, green, red."""


@lru_cache(maxsize=512)
def label(text: str, pixels: int, ink: Colour, ground: Colour) -> Image:
    """Return ``text`` (lines parted by a line feed) in letters ``pixels`` high; not to be written to."""
    font = ImageFont.load_default(pixels)
    pad = max(2, pixels // 4)
    left, top, right, bottom = ImageDraw.Draw(Picture.new("RGB", (1, 1))).multiline_textbbox(
        (0, 0), text, font=font
    )
    # The box is measured to the letters' common line, so that labels do not jump with their text.
    size = (
        round(right - min(0, left)) + 2 * pad,
        max(round(bottom), pixels) + 2 * pad - round(top) // 2,
    )
    canvas = Picture.new("RGB", size, ground)
    ImageDraw.Draw(canvas).multiline_text((pad, pad - round(top) // 2), text, font=font, fill=ink)
    made = np.asarray(canvas, np.uint8)
    made.setflags(write=False)
    return made


def paste(image: Image, patch: Image, left: int, top: int) -> None:
    """Copy ``patch`` into ``image``, moved as little as needed to lie inside it, cut where too large."""
    height, width = image.shape[:2]
    tall, wide = min(patch.shape[0], height), min(patch.shape[1], width)
    x = max(0, min(left, width - wide))
    y = max(0, min(top, height - tall))
    image[y : y + tall, x : x + wide] = patch[:tall, :wide]


def readable_on(ground: Colour) -> Colour:
    """Return black or white, whichever is read more easily on ``ground`` (luma of ITU-R BT.601)."""
    blue, green, red = ground
    return (0, 0, 0) if 0.114 * blue + 0.587 * green + 0.299 * red > 140 else (255, 255, 255)  # noqa: PLR2004
