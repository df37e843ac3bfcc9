"""What stands beside the road of ``barrier``: sheds, trees, the works' wall, lamps, the cabin."""

from __future__ import annotations

import numpy as np

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.lettering import write
from streaming.scenes.noise import rng
from streaming.scenes.texture import clouds, light, mask_of, shadow, vertical_gradient
from streaming.scenes.view import View

_HAZE: Colour = (206, 196, 186)


def draw_sheds(canvas: Canvas) -> None:
    """Saw-tooth roofs and a chimney, paled by distance."""
    canvas.rectangle((618, 30, 636, 150), (172, 168, 178))
    canvas.rectangle((618, 44, 636, 54), (150, 146, 196))
    for tooth in range(7):
        x = 560.0 + tooth * 70
        canvas.polygon(
            ((x, 150), (x, 108), (x + 52, 84), (x + 70, 84), (x + 70, 150)), (182, 172, 162)
        )
        canvas.polygon(((x + 54, 90), (x + 68, 88), (x + 68, 110), (x + 54, 110)), (214, 198, 180))
    canvas.rectangle((-400, 92, 250, 152), (190, 182, 172))
    canvas.polygon(((-400, 92), (-60, 70), (260, 92)), (172, 162, 152))
    for x in range(-380, 230, 44):
        canvas.rectangle((x, 112, x + 26, 130), (214, 200, 184))


def draw_trees(canvas: Canvas, view: View) -> None:
    """Crowns made of many leaves' worth of blots, darker below, hazier towards the middle."""
    lot = rng(51)
    for x, size in ((300, 26), (338, 20), (376, 15), (566, 16), (700, 30), (930, 44), (250, 34)):
        canvas.rectangle((x - 2, 148 - size * 0.7, x + 2, 154), (70, 84, 96))
        for _ in range(90):
            angle, reach = lot.uniform(0, 2 * np.pi), lot.uniform(0, 1) ** 0.6
            dx, dy = reach * size * np.cos(angle), reach * size * 0.8 * np.sin(angle)
            tone = 0.75 - 0.3 * dy / size + lot.uniform(-0.12, 0.12)
            pale = max(0.0, 0.5 - size / 90)
            green = [
                part * tone * (1 - pale) + haze * pale
                for part, haze in zip((66, 122, 96), _HAZE, strict=True)
            ]
            canvas.circle((x + dx, 146 - size + dy), size * 0.16, (green[0], green[1], green[2]))
    light(canvas.image, 1 + np.float32(0.02) * clouds(view, seed=52, cell=6, octaves=2))


def draw_wall(canvas: Canvas, view: View) -> None:
    """The works' wall along the right of the road, with coping and wire."""
    canvas.polygon(((600, 150), (1500, 60), (1500, 420), (600, 166)), (164, 178, 184))
    canvas.polygon(((600, 150), (1500, 60), (1500, 76), (600, 152)), (192, 202, 206))
    canvas.polygon(((600, 164), (1500, 396), (1500, 424), (600, 167)), (120, 134, 142))
    face = mask_of(view, [((600, 150), (1500, 60), (1500, 420), (600, 166))])
    light(canvas.image, 1 + np.float32(0.08) * clouds(view, seed=53, cell=60) * face)
    for share in (0.06, 0.13, 0.22, 0.34, 0.5):
        x = 600 + 900 * share
        top, foot = 150 - 90 * share, 166 + 254 * share
        wide = 3 + 16 * share
        canvas.rectangle((x, top - 3, x + wide, foot), (176, 188, 194))
        canvas.line(((x + wide, top), (x + wide, foot)), (128, 140, 148), 1 + 3 * share)
    foot_line = ((600, 166), (1500, 420), (1500, 452), (600, 170))
    shadow(canvas.image, view, foot_line, strength=0.3, blur=5)


def draw_lamps(canvas: Canvas) -> None:
    for x, top, foot, arm in ((352, 74, 176, 22), (412, 112, 160, 11), (606, 100, 164, -14)):
        canvas.line(((x, foot), (x, top)), (128, 128, 130), 2 + (176 - foot + 10) * 0.02)
        canvas.line(((x, top), (x + arm, top - abs(arm) * 0.3)), (128, 128, 130), 2)
        canvas.ellipse((x + arm, top - abs(arm) * 0.3 + 1), (abs(arm) * 0.3, 2), (232, 236, 238))


def draw_cabin(canvas: Canvas, view: View) -> None:
    """The gatekeeper's cabin on the left."""
    ground = ((-60, 414), (176, 402), (236, 384), (150, 376), (-60, 380))
    shadow(canvas.image, view, ground, strength=0.42, blur=8)
    canvas.polygon(((-400, 196), (-10, 196), (-10, 412), (-400, 440)), (176, 186, 196))
    vertical_gradient(canvas, (-10, 196, 132, 404), ((206, 216, 224), (178, 190, 200)))
    canvas.polygon(((132, 196), (168, 206), (168, 380), (132, 404)), (138, 150, 160))
    canvas.rectangle((-400, 352, 132, 404), (96, 92, 168))
    canvas.polygon(((132, 352), (168, 338), (168, 380), (132, 404)), (72, 70, 130))
    canvas.polygon(
        ((-400, 178), (150, 178), (186, 190), (186, 202), (150, 200), (-400, 200)), (92, 100, 108)
    )
    canvas.polygon(((-400, 178), (150, 178), (186, 190), (120, 186), (-400, 184)), (122, 132, 140))
    _cabin_window(canvas, view)
    eaves = ((-400, 200), (150, 200), (150, 214), (-400, 214))
    shadow(canvas.image, view, eaves, strength=0.4, blur=4)
    write(canvas, "SECURITY", (14, 366, 104, 386), (230, 234, 236))


def _cabin_window(canvas: Canvas, view: View) -> None:
    canvas.rectangle((2, 226, 118, 324), (232, 234, 236))
    vertical_gradient(canvas, (8, 232, 112, 318), ((128, 108, 90), (74, 66, 60)))
    canvas.limb((74, 292), (74, 300), (16, 18), (120, 92, 64))
    canvas.circle((74, 268), 11, (66, 88, 112))
    canvas.polygon(((61, 264), (63, 254), (86, 254), (90, 265)), (92, 58, 36))
    canvas.rectangle((8, 312, 112, 318), (90, 108, 124))
    glint = ((20, 316), (48, 234), (66, 234), (38, 316))
    light(canvas.image, 1 + np.float32(0.28) * mask_of(view, [glint], 1.5))
    canvas.rectangle((58, 232, 61, 318), (232, 234, 236))
    canvas.polygon(((140, 236), (160, 240), (160, 316), (140, 324)), (78, 70, 64))
