"""A car, or with a higher roof a van, seen from the front; (0, 0) is the ground under its plate."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.paint import both_sides, mirrored, solid
from streaming.scenes.vehicle_cabin import draw_cabin

_TYRE: Colour = (30, 30, 32)
_DARK: Colour = (34, 32, 32)
_CHROME: Colour = (206, 208, 210)


def draw_car(canvas: Canvas, colour: Colour, *, roof: float) -> None:
    """``roof`` is the height of the roof, negative: up."""
    _wheels(canvas)
    draw_cabin(canvas, colour, roof)
    _front(canvas, colour)
    _lights(canvas)
    _grille(canvas)
    _bumper(canvas, colour)


def _wheels(canvas: Canvas) -> None:
    both_sides(
        canvas, ((176, -96), (236, -96), (240, -6), (232, 2), (182, 2), (176, -6)), solid(_TYRE)
    )
    for x in (190, 204, 218, 230):
        canvas.line(((x, -40), (x, -2)), solid((48, 48, 50)), 3)
        canvas.line(((-x, -40), (-x, -2)), solid((48, 48, 50)), 3)
    canvas.polygon(mirrored(((0, -60), (180, -60), (176, -34), (0, -30))), solid((22, 22, 24)))


def _front(canvas: Canvas, colour: Colour) -> None:
    """Bonnet and wings: lit from above, so in three steps of the same paint."""
    canvas.polygon(
        mirrored(
            ((0, -262), (206, -264), (240, -236), (250, -190), (252, -96), (240, -58), (0, -54))
        ),
        solid(colour),
    )
    canvas.polygon(
        mirrored(((0, -260), (200, -262), (226, -240), (214, -226), (0, -222))), solid(colour, 1.22)
    )
    canvas.polygon(mirrored(((0, -256), (120, -257), (104, -228), (0, -225))), solid(colour, 1.36))
    canvas.line(((-228, -224), (0, -220), (228, -224)), solid(colour, 0.62), 2.4)


def _lights(canvas: Canvas) -> None:
    outline = ((136, -204), (226, -216), (243, -206), (242, -180), (214, -168), (150, -174))
    both_sides(canvas, outline, solid((60, 58, 56)))
    for side in (-1, 1):
        canvas.ellipse((side * 180, -190), (24, 15), solid((214, 216, 216)))
        canvas.ellipse((side * 180, -190), (15, 10), solid((250, 250, 248)))
        canvas.ellipse((side * 222, -192), (14, 12), solid((70, 150, 236)))
        canvas.ellipse((side * 190, -84), (19, 13), solid((48, 46, 46)))
        canvas.ellipse((side * 190, -84), (12, 9), solid((222, 226, 226)))


def _grille(canvas: Canvas) -> None:
    canvas.polygon(
        mirrored(((0, -208), (124, -206), (130, -194), (116, -164), (0, -160))), solid(_DARK)
    )
    for y in (-198, -186, -174):
        canvas.line(((-120, y), (120, y)), solid(_CHROME, 0.8), 3)
    canvas.circle((0, -187), 15, solid(_CHROME))
    canvas.circle((0, -187), 10, solid((120, 116, 112)))


def _bumper(canvas: Canvas, colour: Colour) -> None:
    canvas.line(((-250, -152), (-130, -154)), solid(colour, 0.7), 2.4)
    canvas.line(((130, -154), (250, -152)), solid(colour, 0.7), 2.4)
    canvas.polygon(mirrored(((0, -148), (112, -148), (116, -88), (0, -88))), solid(colour, 0.55))
    canvas.polygon(mirrored(((0, -82), (150, -82), (136, -60), (0, -58))), solid(_DARK))
    for y in (-76, -68):
        canvas.line(((-138, y), (138, y)), solid((70, 70, 72)), 2)
    canvas.line(((-238, -58), (0, -53), (238, -58)), solid(colour, 0.5), 4)
