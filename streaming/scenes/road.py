"""The still picture of ``barrier``: the road to the factory's gate, a cabin, sheds, sky."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour, Point, View
from streaming.scenes.road_side import draw_cabin, draw_lamps, draw_sheds, draw_trees, draw_wall
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient, vignette

HORIZON = 148.0
VANISHING_X = 480.0

_EARTH: tuple[Colour, Colour] = ((128, 158, 168), (112, 148, 164))
_ASPHALT: tuple[Colour, Colour] = ((128, 124, 120), (98, 95, 93))
_HALF_ROAD = 430.0  # at the picture's lower edge
_WHITE: Colour = (212, 216, 218)
_YELLOW: Colour = (60, 188, 226)


def draw_road(view: View) -> Image:
    image = np.zeros((view.height, view.width, 3), np.uint8)
    canvas = Canvas(image, view.scale, view.origin)
    _sky(canvas, view)
    draw_sheds(canvas)
    draw_trees(canvas, view)
    _ground(canvas, view)
    draw_wall(canvas, view)
    draw_lamps(canvas)
    draw_cabin(canvas, view)
    _rest_post(canvas, view)
    light(image, vignette(view, 0.24))
    return image


def at_ground(x: float, y: float) -> Point:
    """The point at height ``y`` on the line from (x, 540) to the vanishing point."""
    return VANISHING_X + (x - VANISHING_X) * (y - HORIZON) / (540 - HORIZON), y


def _sky(canvas: Canvas, view: View) -> None:
    vertical_gradient(canvas, (-400, -300, 1360, HORIZON + 12), ((214, 170, 128), (238, 228, 214)))
    veil = np.clip(clouds(view, seed=41, cell=230) * 0.5 + 0.1, 0, 0.55)[..., None]
    np.copyto(canvas.image, (canvas.image * (1 - veil) + 246 * veil).astype(np.uint8))


def _ground(canvas: Canvas, view: View) -> None:
    vertical_gradient(canvas, (-400, HORIZON, 1360, 960), _EARTH)
    ground = mask_of(view, [((-400, HORIZON), (1360, HORIZON), (1360, 960), (-400, 960))])
    dust = np.float32(0.055) * clouds(view, seed=42, cell=90) + np.float32(0.045) * clouds(
        view, seed=43, cell=8, octaves=3
    )
    light(canvas.image, 1 + dust * ground)
    _asphalt(canvas, view)
    _kerbs(canvas)
    _markings(canvas)
    tracks = [_strip(230, 330), _strip(610, 710)]
    light(canvas.image, 1 - np.float32(0.10) * mask_of(view, tracks, 12))
    light(canvas.image, 1 + np.float32(0.035) * clouds(view, seed=44, cell=40) * ground)


def _strip(
    left: float, right: float, top: float = HORIZON + 2, bottom: float = 560.0
) -> list[Point]:
    """A band of the road that runs to the vanishing point; left and right are at y = 540."""
    return [
        at_ground(left, top),
        at_ground(right, top),
        at_ground(right, bottom),
        at_ground(left, bottom),
    ]


def _asphalt(canvas: Canvas, view: View) -> None:
    top = HORIZON + 1
    steps = np.linspace(top, 580, 80)
    for low, high in pairwise(steps):
        share = (low - top) / (580 - top)
        blue, green, red = (a + (b - a) * share for a, b in zip(*_ASPHALT, strict=True))
        edge = (VANISHING_X - _HALF_ROAD, VANISHING_X + _HALF_ROAD)
        canvas.polygon(_strip(*edge, top=float(low), bottom=float(high) + 1), (blue, green, red))
    road = mask_of(view, [_strip(VANISHING_X - _HALF_ROAD, VANISHING_X + _HALF_ROAD)])
    light(canvas.image, 1 + np.float32(0.07) * clouds(view, seed=45, cell=5, octaves=2) * road)


def _kerbs(canvas: Canvas) -> None:
    """Black and yellow stones, each of the same length on the ground."""
    for inner, outer in ((-_HALF_ROAD, -_HALF_ROAD - 26), (_HALF_ROAD, _HALF_ROAD + 26)):
        for stone in range(60):
            near, far = _ground_y(0.95 + stone * 0.14), _ground_y(0.95 + (stone + 1) * 0.14)
            colour: Colour = (48, 46, 46) if stone % 2 else _YELLOW
            box = _strip(VANISHING_X + inner, VANISHING_X + outer, far, near)
            canvas.polygon(box, colour)


def _ground_y(distance: float) -> float:
    """The height in the picture of what lies that far off; 1 is the picture's lower edge."""
    return HORIZON + (540 - HORIZON) / distance


def _markings(canvas: Canvas) -> None:
    for edge in (-398, 398):
        canvas.polygon(_strip(VANISHING_X + edge - 7, VANISHING_X + edge + 7), _WHITE)
    inside = (VANISHING_X - 390, VANISHING_X + 390)
    canvas.polygon(_strip(*inside, top=518, bottom=532), _WHITE)
    for hump in (0, 1):
        top, bottom = _ground_y(2.05 - hump * 0.09), _ground_y(2.0 - hump * 0.09)
        canvas.polygon(_strip(*inside, top=top, bottom=bottom), _YELLOW)


def _rest_post(canvas: Canvas, view: View) -> None:
    """What the closed arm rests on."""
    ground = ((96, 530), (150, 530), (196, 516), (140, 514))
    shadow(canvas.image, view, ground, strength=0.4, blur=4)
    canvas.rectangle((112, 456, 130, 530), (44, 160, 214))
    canvas.rectangle((124, 456, 130, 530), (30, 116, 158))
    canvas.polygon(
        ((106, 446), (114, 460), (130, 460), (138, 446), (132, 446), (122, 456), (112, 446)),
        (70, 72, 74),
    )
