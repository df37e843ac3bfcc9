"""Shutter, door and windows of the yard's wall."""

from __future__ import annotations

import numpy as np

from streaming.scenes.canvas import Canvas
from streaming.scenes.lettering import write
from streaming.scenes.texture import light, mask_of, shadow, vertical_gradient
from streaming.scenes.view import Box, View

FOOT = 212.0
"""Where the wall meets the ground."""
_SHUTTER: Box = (150, 22, 356, FOOT)
_DOOR: Box = (420, 70, 482, FOOT)


def draw_shutter(canvas: Canvas, view: View) -> None:
    left, top, right, bottom = _SHUTTER
    canvas.rectangle((left - 9, top - 12, right + 9, bottom), (96, 84, 70))
    canvas.rectangle(_SHUTTER, (178, 172, 160))
    for y in np.arange(top, bottom, 7.6):
        canvas.rectangle((left, y, right, y + 2.2), (140, 133, 122))
        canvas.rectangle((left, y + 4.6, right, y + 6.2), (200, 195, 186))
    _hazard(canvas, (left, bottom - 15, right, bottom - 3))
    write(canvas, "DISPATCH 2", (196, 58, 310, 78), (98, 74, 46), stroke=3)
    shade = ((left, top), (right, top), (right, top + 26), (left, top + 14))
    shadow(canvas.image, view, shade, strength=0.35, blur=4)


def _hazard(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    canvas.rectangle(box, (50, 190, 232))
    for x in np.arange(left, right - 20, 24):
        canvas.polygon(((x + 12, top), (x + 24, top), (x + 12, bottom), (x, bottom)), (36, 36, 38))


def draw_door(canvas: Canvas, view: View) -> None:
    left, top, right, bottom = _DOOR
    canvas.rectangle((left - 6, top - 6, right + 6, bottom), (88, 92, 94))
    canvas.rectangle(_DOOR, (112, 88, 52))
    canvas.rectangle((left + 15, top + 16, right - 15, top + 62), (92, 84, 70))
    canvas.polygon(
        ((left + 16, top + 61), (left + 16, top + 40), (left + 38, top + 17)), (150, 142, 124)
    )
    canvas.rectangle((right - 13, top + 74, right - 5, top + 79), (205, 208, 210))
    canvas.rectangle((left + 4, bottom - 22, right - 4, bottom - 4), (150, 152, 154))
    canvas.rectangle((left + 6, top - 30, right - 6, top - 13), (70, 130, 44))
    write(canvas, "GATE 2", (left + 12, top - 26, right - 12, top - 17), (240, 244, 240))
    cast = (
        (left - 14, top - 12),
        (right + 14, top - 12),
        (right + 24, top + 6),
        (left - 4, top + 6),
    )
    shadow(canvas.image, view, cast, strength=0.3, blur=3)


def draw_windows(canvas: Canvas, view: View) -> None:
    for left in (560.0, 668.0, 776.0):
        box = (left, 34.0, left + 86, 108.0)
        canvas.rectangle((left - 5, 29, left + 91, 114), (206, 208, 208))
        vertical_gradient(canvas, box, ((150, 122, 96), (92, 78, 66)))
        glint = ((left + 8, 104), (left + 46, 38), (left + 66, 38), (left + 28, 104))
        light(canvas.image, 1 + np.float32(0.22) * mask_of(view, [glint], 1.5))
        canvas.line(((left + 43, 34), (left + 43, 108)), (206, 208, 208), 3.4)
        canvas.line(((left, 66), (left + 86, 66)), (206, 208, 208), 2.6)
        canvas.rectangle((left - 8, 112, left + 94, 118), (170, 174, 176))
        under = ((left - 6, 118), (left + 96, 118), (left + 98, 126), (left, 126))
        shadow(canvas.image, view, under, strength=0.3, blur=3)
