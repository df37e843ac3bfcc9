"""The yard's ground: concrete, walkways, the painted line."""

from __future__ import annotations

import numpy as np

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.texture import clouds, light, mask_of, vertical_gradient
from streaming.scenes.view import DESIGN_WIDTH, Point, View
from streaming.scenes.wall_openings import FOOT

_VANISHING: Point = (480.0, -136.0)  # where lines away from the camera meet, above the picture
_LINE_BOTTOM = 545.0
LINE: tuple[Point, Point] = ((511.0, 226.0), (_LINE_BOTTOM, 552.0))
"""The painted counting line, from the wall to the picture's lower edge."""
_CONCRETE: tuple[Colour, Colour] = ((150, 158, 163), (178, 187, 192))
_JOINT: Colour = (116, 122, 126)
_YELLOW: Colour = (58, 186, 228)


def draw_ground(canvas: Canvas, view: View) -> None:
    vertical_gradient(canvas, (-400, FOOT, DESIGN_WIDTH + 400, 960), _CONCRETE)
    _joints(canvas)
    _walkway(canvas)
    worn = 1 + np.float32(0.05) * clouds(view, seed=3, cell=170)
    worn += np.float32(0.028) * clouds(view, seed=4, cell=9, octaves=3)
    light(canvas.image, worn)
    _paint_line(canvas, view)
    _stains(canvas, view)


def _away(x: float, y: float, to_y: float) -> Point:
    """The point at height ``to_y`` on the line that leaves (x, y) away from the camera."""
    vx, vy = _VANISHING
    return vx + (x - vx) * (to_y - vy) / (y - vy), to_y


def _joints(canvas: Canvas) -> None:
    for x in range(-900, 1900, 190):
        canvas.line((_away(x, 540, FOOT), _away(x, 540, 560)), _JOINT, 1.4)
    for y in (238, 286, 350, 437, 552):
        canvas.line(((-400, y), (DESIGN_WIDTH + 400, y)), _JOINT, 1.2 + y / 500)
        canvas.line(((-400, y + 1.6), (DESIGN_WIDTH + 400, y + 1.6)), (192, 199, 203), 1)


def _walkway(canvas: Canvas) -> None:
    """Two painted bands on which people are meant to walk."""
    for top, bottom in ((292, 334), (470, 536)):
        canvas.rectangle((-400, top, DESIGN_WIDTH + 400, bottom), (132, 158, 128))
        for y in (top, bottom):
            canvas.line(((-400, y), (DESIGN_WIDTH + 400, y)), (196, 204, 206), 2.4)


def _paint_line(canvas: Canvas, view: View) -> None:
    """Yellow road paint with a thinner edge, rubbed off in places."""
    (x0, y0), (x1, y1) = LINE
    before = canvas.image.copy()
    canvas.polygon(((x0 - 4, y0), (x0 + 4, y0), (x1 + 7, y1), (x1 - 7, y1)), _YELLOW)
    rubbed = np.clip(clouds(view, seed=5, cell=13) * 1.5 - 0.45, 0, 0.6)[..., None]
    painted = canvas.image * (1 - rubbed) + before * rubbed
    np.copyto(canvas.image, painted.astype(np.uint8))


def _stains(canvas: Canvas, view: View) -> None:
    for x, y, wide in ((250, 392, 52), (700, 446, 74), (830, 270, 34), (120, 262, 40)):
        blot = [
            (x + wide * np.cos(a) * (1 + 0.25 * np.sin(3 * a + x)), y + wide * 0.24 * np.sin(a))
            for a in np.linspace(0, 2 * np.pi, 24)
        ]
        light(canvas.image, 1 - np.float32(0.16) * mask_of(view, [blot], 5))
