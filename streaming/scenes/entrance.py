"""The still picture of ``door``: a staff entrance as the camera beside it sees it."""

from __future__ import annotations

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.entrance_fittings import draw_reader, draw_signs
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient, vignette
from streaming.scenes.view import Box, View

_DOORS: Box = (286, 74, 674, 560)
_STEEL: Colour = (132, 122, 110)
_FOCUS_BLUR = 1.1  # units; the camera is focused on whoever stands before it


def draw_entrance(view: View) -> Image:
    image = np.zeros((view.height, view.width, 3), np.uint8)
    canvas = Canvas(image, view.scale, view.origin)
    _plaster(canvas, view)
    _doors(canvas, view)
    draw_signs(canvas, view)
    draw_reader(canvas, view)
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


def _lamp_light(canvas: Canvas, view: View) -> None:
    """One lamp above the door: bright below it, dim at the sides."""
    x, y = np.meshgrid(np.arange(view.width), np.arange(view.height))
    cx, cy = view.pixel(480, 60)
    far = np.hypot((x - cx) / (520 * view.scale), (y - cy) / (480 * view.scale))
    light(canvas.image, (0.80 + 0.34 * np.exp(-far * far)).astype(np.float32))
