"""The still picture of ``barrier``: the road to the factory's gate, a cabin, sheds, sky."""

from __future__ import annotations

import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.road_side import draw_cabin, draw_lamps, draw_sheds, draw_trees, draw_wall
from streaming.scenes.road_surface import HORIZON, draw_asphalt, draw_kerbs, draw_markings, strip
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient, vignette
from streaming.scenes.view import View

_EARTH: tuple[Colour, Colour] = ((128, 158, 168), (112, 148, 164))


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
    draw_asphalt(canvas, view)
    draw_kerbs(canvas)
    draw_markings(canvas)
    tracks = [strip(230, 330), strip(610, 710)]
    light(canvas.image, 1 - np.float32(0.10) * mask_of(view, tracks, 12))
    light(canvas.image, 1 + np.float32(0.035) * clouds(view, seed=44, cell=40) * ground)


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
