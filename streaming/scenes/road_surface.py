"""The road itself: asphalt, kerbs, markings, all in perspective."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.texture import clouds, light, mask_of
from streaming.scenes.view import Point, View

HORIZON = 148.0
VANISHING_X = 480.0
_ASPHALT: tuple[Colour, Colour] = ((128, 124, 120), (98, 95, 93))
_HALF_ROAD = 430.0  # at the picture's lower edge
_WHITE: Colour = (212, 216, 218)
_YELLOW: Colour = (60, 188, 226)


def at_ground(x: float, y: float) -> Point:
    """The point at height ``y`` on the line from (x, 540) to the vanishing point."""
    return VANISHING_X + (x - VANISHING_X) * (y - HORIZON) / (540 - HORIZON), y


def strip(
    left: float, right: float, top: float = HORIZON + 2, bottom: float = 560.0
) -> list[Point]:
    """A band of the road that runs to the vanishing point; left and right are at y = 540."""
    return [
        at_ground(left, top),
        at_ground(right, top),
        at_ground(right, bottom),
        at_ground(left, bottom),
    ]


def draw_asphalt(canvas: Canvas, view: View) -> None:
    top = HORIZON + 1
    steps = np.linspace(top, 580, 80)
    for low, high in pairwise(steps):
        share = (low - top) / (580 - top)
        blue, green, red = (a + (b - a) * share for a, b in zip(*_ASPHALT, strict=True))
        edge = (VANISHING_X - _HALF_ROAD, VANISHING_X + _HALF_ROAD)
        canvas.polygon(strip(*edge, top=float(low), bottom=float(high) + 1), (blue, green, red))
    road = mask_of(view, [strip(VANISHING_X - _HALF_ROAD, VANISHING_X + _HALF_ROAD)])
    light(canvas.image, 1 + np.float32(0.07) * clouds(view, seed=45, cell=5, octaves=2) * road)


def draw_kerbs(canvas: Canvas) -> None:
    """Black and yellow stones, each of the same length on the ground."""
    for inner, outer in ((-_HALF_ROAD, -_HALF_ROAD - 26), (_HALF_ROAD, _HALF_ROAD + 26)):
        for stone in range(60):
            near, far = _ground_y(0.95 + stone * 0.14), _ground_y(0.95 + (stone + 1) * 0.14)
            colour: Colour = (48, 46, 46) if stone % 2 else _YELLOW
            box = strip(VANISHING_X + inner, VANISHING_X + outer, far, near)
            canvas.polygon(box, colour)


def _ground_y(distance: float) -> float:
    """The height in the picture of what lies that far off; 1 is the picture's lower edge."""
    return HORIZON + (540 - HORIZON) / distance


def draw_markings(canvas: Canvas) -> None:
    for edge in (-398, 398):
        canvas.polygon(strip(VANISHING_X + edge - 7, VANISHING_X + edge + 7), _WHITE)
    inside = (VANISHING_X - 390, VANISHING_X + 390)
    canvas.polygon(strip(*inside, top=518, bottom=532), _WHITE)
    for hump in (0, 1):
        top, bottom = _ground_y(2.05 - hump * 0.09), _ground_y(2.0 - hump * 0.09)
        canvas.polygon(strip(*inside, top=top, bottom=bottom), _YELLOW)
