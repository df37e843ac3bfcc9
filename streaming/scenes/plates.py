"""Indian high-security registration plates: one line, IND strip, and what mud does to them."""

from __future__ import annotations

import re

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.lettering import write
from streaming.scenes.noise import rng

WIDTH, HEIGHT = 200.0, 48.0
"""Scene units at the stop line: 500 mm by 120 mm, the size of rule 50 for cars."""

_FINE = 4
_WHITE: Colour = (236, 238, 238)
_YELLOW: Colour = (44, 192, 242)
_BLACK: Colour = (22, 20, 20)
_BLUE: Colour = (150, 70, 30)
_MUD: Colour = (58, 82, 104)


def draw_plate(text: str, *, commercial: bool, dirty_seed: int | None = None) -> Image:
    """The plate, four pixels to a unit; with ``dirty_seed`` mud and vibration take it from OCR."""
    plate = np.zeros((round(HEIGHT * _FINE), round(WIDTH * _FINE), 3), np.uint8)
    canvas = Canvas(plate, _FINE)
    canvas.rectangle((0, 0, WIDTH, HEIGHT), _BLACK)
    canvas.rectangle((1.2, 1.2, WIDTH - 1.2, HEIGHT - 1.2), _YELLOW if commercial else _WHITE)
    _strip(canvas)
    # Pillow's letters are wide; filling the box makes them as tall and narrow as the real ones.
    write(canvas, spaced(text), (29, 10, WIDTH - 9, HEIGHT - 10), _BLACK, stroke=3)
    return plate if dirty_seed is None else _dirty(plate, dirty_seed)


def spaced(text: str) -> str:
    """``KA01AB1234`` as it is painted: ``KA 01 AB 1234``."""
    return " ".join(re.findall(r"[A-Z]+|\d+", text))


def _strip(canvas: Canvas) -> None:
    """The hologram, and IND in blue below it. No rivets: OCR reads them as full stops."""
    canvas.rectangle((5, 9, 14, 18), (206, 196, 180))
    canvas.rectangle((7, 11, 12, 16), (190, 176, 156))
    write(canvas, "IND", (4, 31, 17, 37), _BLUE, stroke=1)


def _dirty(plate: Image, seed: int) -> Image:
    canvas, lot = Canvas(plate, _FINE), rng(seed, 31)
    for _ in range(9):
        centre = (float(lot.uniform(30, WIDTH)), float(lot.uniform(8, HEIGHT)))
        axes = (float(lot.uniform(5, 15)), float(lot.uniform(4, 11)))
        canvas.ellipse(centre, axes, _MUD, angle=float(lot.uniform(0, 180)))
    film = cv2.addWeighted(plate, 0.55, np.full_like(plate, _MUD), 0.45, 0)
    return np.asarray(cv2.GaussianBlur(film, (0, 0), 2.6 * _FINE, sigmaY=1.6 * _FINE), np.uint8)
