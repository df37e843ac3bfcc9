"""A drawn visitor without a face, for machines that have no portrait: a worker from behind."""

from __future__ import annotations

import numpy as np

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.paint import mirrored, solid
from streaming.scenes.sprites import Sprite

_VEST: Colour = (30, 120, 246)
_SHIRT: Colour = (140, 92, 52)
_SILVER: Colour = (214, 218, 220)
_HELMET: Colour = (52, 196, 240)


def draw_faceless() -> Sprite:
    """512 x 512, as the portrait is."""
    picture = np.zeros((512, 512, 4), np.uint8)
    canvas = Canvas(picture, 1.0, (256.0, 0.0))
    _body(canvas)
    _head(canvas)
    return Sprite(np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3]))


def _body(canvas: Canvas) -> None:
    shoulders = ((0, 196), (60, 206), (128, 232), (172, 276), (196, 380), (206, 530), (0, 530))
    canvas.polygon(mirrored(shoulders), solid(_SHIRT))
    canvas.polygon(
        mirrored(((0, 214), (58, 212), (112, 240), (130, 320), (136, 530), (0, 530))), solid(_VEST)
    )
    canvas.polygon(mirrored(((0, 204), (40, 208), (26, 236), (0, 244))), solid(_SHIRT, 0.8))
    for y in (370, 450):
        canvas.polygon(mirrored(((0, y), (133, y), (135, y + 34), (0, y + 34))), solid(_SILVER))
    for side in (-1, 1):
        canvas.line(((side * 78, 226), (side * 84, 370)), solid(_SILVER), 24)
        canvas.line(((side * 146, 300), (side * 158, 512)), solid(_SHIRT, 0.6), 3)


def _head(canvas: Canvas) -> None:
    canvas.limb((0, 150), (0, 214), (38, 46), solid((70, 100, 144)))
    canvas.ellipse((0, 116), (60, 74), solid((30, 28, 28)))
    for side in (-1, 1):
        canvas.ellipse((side * 60, 120), (10, 19), solid((76, 108, 152)))
    canvas.ellipse((0, 76), (72, 62), solid(_HELMET))
    canvas.ellipse((-18, 58), (34, 34), solid(_HELMET, 1.16))
    canvas.polygon(mirrored(((0, 92), (76, 84), (80, 100), (0, 112))), solid(_HELMET, 0.8))
    canvas.line(((0, 18), (0, 90)), solid(_HELMET, 0.85), 6)
