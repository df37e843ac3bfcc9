"""Text as small solid pictures, drawn once with Pillow and then only copied.

Copying is faster than drawing letters into every frame (a third of supervision's time at 720 lines),
is anti-aliased, and knows more letters than OpenCV's strokes, which are ASCII only: names have others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw

from streaming.fonts import face, spelled
from streaming.frames import Image

Colour: TypeAlias = tuple[int, int, int]
"""Blue, green, red."""
NUMBER: Final = re.compile(r"#?[0-9]+%?")


@lru_cache(maxsize=512)
def label(text: str, pixels: int, ink: Colour, ground: Colour) -> Image:
    """Return ``drawn``, remembered: for texts that come again, as those of boxes do."""
    return drawn(text, pixels, ink, ground)


@lru_cache(maxsize=8)
def passing_label(text: str, pixels: int, ink: Colour, ground: Colour) -> Image:
    """Return ``drawn``, remembered for a moment: for a text with the time in it, which never comes again.

    Among the others it would fill the memory with a picture for every second of the day.
    """
    return drawn(text, pixels, ink, ground)


def drawn(text: str, pixels: int, ink: Colour, ground: Colour) -> Image:
    """Return ``text`` (lines parted by a line feed) in letters ``pixels`` high; not to be written to.

    The height depends on letters and lines alone, so that labels do not jump with their text and can
    be set side by side.
    """
    font = face(pixels)
    ascent, descent = font.getmetrics()
    lines, pad = spelled(text, font).split("\n"), _pad(pixels)
    width = max(round(font.getlength(line)) for line in lines) + 2 * pad
    canvas = Picture.new("RGB", (width, (ascent + descent) * len(lines) + pad), ground)
    pen = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        pen.text((pad, pad // 2 + number * (ascent + descent)), line, font=font, fill=ink)
    made = np.asarray(canvas, np.uint8)
    made.setflags(write=False)
    return made


def row(pieces: tuple[str, ...], pixels: int, ink: Colour, ground: Colour) -> Image:
    """Return the pieces side by side, each drawn once, and numbers set from their figures.

    A confidence changes with every frame, and a track's number never comes again: drawn and remembered
    as they come, they would leave the memory of a process that runs for months full of holes.
    """
    return np.hstack([part for piece in pieces for part in _parts(piece, pixels, ink, ground)])


def _parts(piece: str, pixels: int, ink: Colour, ground: Colour) -> Iterator[Image]:
    if not NUMBER.fullmatch(piece):
        yield label(piece, pixels, ink, ground)
        return
    pad = _pad(pixels)
    edge = label("", pixels, ink, ground)[:, :pad]
    yield edge
    yield from (label(figure, pixels, ink, ground)[:, pad:-pad] for figure in piece)
    yield edge


def _pad(pixels: int) -> int:
    return max(2, pixels // 4)


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
