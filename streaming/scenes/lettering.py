"""Lettering with Pillow's built-in typeface: always there, and read well by OCR when set bold."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour

_SIZE = 96  # drawn large once, then scaled down: hinting at small sizes harms the strokes


@cache
def letters(text: str, stroke: int) -> Image:
    """The text as coverage, uint8[height, width], cut to its ink; ``stroke`` thickens it."""
    font = ImageFont.load_default(_SIZE)
    left, top, right, bottom = font.getbbox(text, stroke_width=stroke)
    ink = Picture.new("L", (round(right - left), round(bottom - top)), 0)
    pen = ImageDraw.Draw(ink)
    pen.text((-left, -top), text, font=font, fill=255, stroke_width=stroke)
    return np.asarray(ink, np.uint8)


def write(
    canvas: Canvas,
    text: str,
    box: tuple[float, float, float, float],
    colour: Colour,
    stroke: int = 2,
) -> None:
    """Set the text so that its ink fills the box (scene units), stretched if need be."""
    x0, y0, x1, y1 = (
        round(value * canvas.scale + canvas.origin[axis % 2]) for axis, value in enumerate(box)
    )
    height, width = canvas.image.shape[:2]
    if x1 <= x0 or y1 <= y0 or x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return
    ink = cv2.resize(letters(text, stroke), (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
    share = np.asarray(ink, np.float32)[..., None] / 255
    part = canvas.image[y0:y1, x0:x1]
    part[:] = np.rint(part * (1 - share) + np.asarray(colour, np.float32) * share).astype(np.uint8)
