"""The still picture of ``door``: a staff entrance as the camera beside it sees it."""

from __future__ import annotations

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Box, Canvas, Colour, View
from streaming.scenes.lettering import write
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient, vignette

_DOORS: Box = (286, 74, 674, 560)
_STEEL: Colour = (132, 122, 110)
_FOCUS_BLUR = 1.1  # units; the camera is focused on whoever stands before it


def draw_entrance(view: View) -> Image:
    image = np.zeros((view.height, view.width, 3), np.uint8)
    canvas = Canvas(image, view.scale, view.origin)
    _plaster(canvas, view)
    _doors(canvas, view)
    _signs(canvas, view)
    _reader(canvas, view)
    _lamp_light(canvas, view)
    light(image, vignette(view, 0.34))
    return np.asarray(cv2.GaussianBlur(image, (0, 0), _FOCUS_BLUR * view.scale), np.uint8)


def _plaster(canvas: Canvas, view: View) -> None:
    vertical_gradient(canvas, (-400, -200, 1360, 360), ((186, 202, 210), (196, 212, 220)))
    vertical_gradient(canvas, (-400, 360, 1360, 800), ((122, 130, 112), (104, 112, 96)))
    canvas.rectangle((-400, 354, 1360, 364), (88, 96, 84))
    light(canvas.image, 1 + np.float32(0.03) * clouds(view, seed=61, cell=120))
    light(canvas.image, 1 + np.float32(0.02) * clouds(view, seed=62, cell=6, octaves=2))


def _doors(canvas: Canvas, view: View) -> None:
    left, top, right, bottom = _DOORS
    canvas.rectangle((left - 22, top - 22, right + 22, bottom), (84, 80, 76))
    canvas.rectangle((left - 14, top - 14, right + 14, bottom), (108, 104, 98))
    middle = (left + right) / 2
    for x0, x1 in ((left, middle - 2), (middle + 2, right)):
        _leaf(canvas, view, x0, x1)
    canvas.rectangle((middle - 2, top, middle + 2, bottom), (46, 44, 42))
    inside = ((left, top), (right, top), (right, top + 22), (left, top + 14))
    shadow(canvas.image, view, inside, strength=0.4, blur=6)


def _leaf(canvas: Canvas, view: View, left: float, right: float) -> None:
    top, bottom = _DOORS[1], _DOORS[3]
    vertical_gradient(canvas, (left, top, right, bottom), (_STEEL, (112, 102, 92)))
    glass = (left + 42, top + 42, right - 42, top + 300)
    canvas.rectangle((glass[0] - 9, glass[1] - 9, glass[2] + 9, glass[3] + 9), (82, 76, 70))
    vertical_gradient(canvas, glass, ((158, 150, 132), (106, 104, 92)))
    for x in np.arange(glass[0] + 13, glass[2], 13):
        canvas.line(((x, glass[1]), (x, glass[3])), (122, 120, 108), 1)
    for y in np.arange(glass[1] + 13, glass[3], 13):
        canvas.line(((glass[0], y), (glass[2], y)), (122, 120, 108), 1)
    glint = (
        (glass[0] + 8, glass[3]),
        (glass[0] + 58, glass[1]),
        (glass[0] + 92, glass[1]),
        (glass[0] + 42, glass[3]),
    )
    inside = mask_of(view, [glint], 2)
    light(canvas.image, 1 + np.float32(0.22) * inside)
    canvas.rectangle((left + 16, 440, right - 16, 458), (176, 180, 182))
    canvas.rectangle((left + 16, 454, right - 16, 458), (110, 112, 114))


def _signs(canvas: Canvas, view: View) -> None:
    canvas.rectangle((372, 8, 588, 42), (92, 66, 34))
    write(canvas, "STAFF ENTRANCE", (388, 17, 572, 33), (238, 240, 240))
    board = (52, 92, 214, 300)
    under = ((56, 100), (222, 100), (222, 310), (56, 310))
    shadow(canvas.image, view, under, strength=0.3, blur=5)
    canvas.rectangle(board, (66, 96, 132))
    canvas.rectangle((60, 100, 206, 292), (112, 152, 186))
    for x, y, wide, tall, paper in (
        (70, 112, 58, 78, (232, 236, 238)),
        (140, 108, 56, 60, (170, 226, 244)),
        (138, 182, 60, 96, (236, 234, 230)),
        (74, 204, 52, 70, (206, 232, 210)),
    ):
        canvas.rectangle((x, y, x + wide, y + tall), paper)
        for row in range(y + 12, y + tall - 6, 9):
            canvas.line(((x + 7, row), (x + wide - 9, row)), (150, 150, 150), 1.6)
        canvas.circle((x + wide / 2, y + 4), 2.6, (50, 50, 200))


def _reader(canvas: Canvas, view: View) -> None:
    """The badge reader, and below it the box of a fire point."""
    under = ((752, 232), (804, 232), (810, 322), (758, 322))
    shadow(canvas.image, view, under, strength=0.4, blur=5)
    canvas.rectangle((744, 222, 796, 312), (50, 48, 46))
    canvas.rectangle((750, 228, 790, 266), (92, 86, 78))
    canvas.circle((770, 286), 10, (78, 76, 72))
    canvas.rectangle((760, 236, 780, 241), (90, 214, 96))
    canvas.rectangle((840, 120, 900, 208), (40, 36, 168))
    canvas.rectangle((847, 127, 893, 201), (56, 52, 202))
    write(canvas, "FIRE", (853, 156, 887, 172), (238, 240, 242))


def _lamp_light(canvas: Canvas, view: View) -> None:
    """One lamp above the door: bright below it, dim at the sides."""
    x, y = np.meshgrid(np.arange(view.width), np.arange(view.height))
    cx, cy = view.pixel(480, 60)
    far = np.hypot((x - cx) / (520 * view.scale), (y - cy) / (480 * view.scale))
    light(canvas.image, (0.80 + 0.34 * np.exp(-far * far)).astype(np.float32))
