"""The factory's wall at the back of the yard: cladding, shutter, door, windows, sign."""

from __future__ import annotations

import numpy as np

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.lettering import write
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient
from streaming.scenes.view import DESIGN_WIDTH, View
from streaming.scenes.wall_openings import FOOT, draw_door, draw_shutter, draw_windows

_CLADDING: tuple[Colour, Colour] = ((150, 138, 124), (176, 166, 152))
_PLINTH: Colour = (120, 124, 126)


def draw_wall(canvas: Canvas, view: View) -> None:
    vertical_gradient(canvas, (-400, -200, DESIGN_WIDTH + 400, FOOT), _CLADDING)
    _ribs(canvas)
    canvas.rectangle((-400, FOOT - 22, DESIGN_WIDTH + 400, FOOT), _PLINTH)
    canvas.line(((-400, FOOT - 22), (DESIGN_WIDTH + 400, FOOT - 22)), (150, 154, 156), 2)
    _weather(canvas, view)
    draw_shutter(canvas, view)
    draw_door(canvas, view)
    draw_windows(canvas, view)
    _fittings(canvas)
    foot = ((-400, FOOT - 3), (1360, FOOT - 3), (1360, FOOT + 9), (-400, FOOT + 9))
    shadow(canvas.image, view, foot, strength=0.5, blur=4)


def _ribs(canvas: Canvas) -> None:
    for x in range(-396, 1360, 12):
        canvas.line(((x, -200), (x, FOOT)), (132, 121, 108), 2.2)
        canvas.line(((x + 3, -200), (x + 3, FOOT)), (196, 187, 174), 1.6)


def _weather(canvas: Canvas, view: View) -> None:
    """Rain runs down the wall: stains that are long upwards and narrow across."""
    streaks = clouds(view, seed=21, cell=26, octaves=3)
    streaks = np.repeat(streaks[:1], view.height, axis=0) * 0.03
    wall = mask_of(view, [((-400, -200), (1360, -200), (1360, FOOT), (-400, FOOT))])
    light(canvas.image, 1 + (streaks + np.float32(0.03) * clouds(view, seed=22, cell=120)) * wall)


def _fittings(canvas: Canvas) -> None:
    """A rain pipe, a lamp over the door, a fire point."""
    canvas.line(((398, -200), (398, FOOT - 6)), (104, 106, 108), 8)
    canvas.line(((396, -200), (396, FOOT - 6)), (168, 172, 174), 2)
    for y in (36, 128):
        canvas.rectangle((390, y, 406, y + 6), (88, 90, 92))
    canvas.rectangle((440, 20, 462, 28), (70, 72, 74))
    canvas.ellipse((451, 30), (9, 5), (214, 236, 246))
    canvas.rectangle((506, 128, 534, 172), (44, 40, 176))
    canvas.rectangle((511, 134, 529, 166), (60, 56, 206))
    write(canvas, "FIRE", (512, 144, 528, 152), (236, 238, 240))
    canvas.rectangle((64, 66, 112, 118), (214, 218, 220))
    canvas.rectangle((68, 70, 108, 84), (40, 150, 232))
    for y in (91, 98, 105, 111):
        canvas.line(((71, y), (104, y)), (120, 124, 126), 1.6)
