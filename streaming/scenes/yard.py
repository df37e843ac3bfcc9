"""The still picture of ``gate-line``: a factory's yard under a camera on a mast."""

from __future__ import annotations

import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas
from streaming.scenes.texture import light, shadow, vignette
from streaming.scenes.view import Point, View
from streaming.scenes.yard_goods import draw_goods
from streaming.scenes.yard_ground import draw_ground
from streaming.scenes.yard_wall import draw_wall


def draw_yard(view: View) -> Image:
    image = np.zeros((view.height, view.width, 3), np.uint8)
    canvas = Canvas(image, view.scale, view.origin)
    draw_ground(canvas, view)
    draw_wall(canvas, view)
    draw_goods(canvas, view)
    shadow(image, view, _TREE, strength=0.22, blur=7)
    light(image, vignette(view, 0.26))
    return image


# The shadow of something tall behind the camera: gives the near ground a light of its own.
_TREE: tuple[Point, ...] = (
    (-40, 600),
    (-40, 404),
    (38, 388),
    (76, 412),
    (132, 402),
    (150, 440),
    (206, 452),
    (190, 486),
    (246, 510),
    (232, 600),
)
