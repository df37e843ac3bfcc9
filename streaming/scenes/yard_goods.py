"""Things that stand at the yard's wall: crates on pallets, drums, bollards."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.texture import shadow, vertical_gradient
from streaming.scenes.view import View

_CARTON: Colour = (98, 142, 178)
_WOOD: Colour = (92, 126, 156)


def draw_goods(canvas: Canvas, view: View) -> None:
    _pallet(canvas, view, 800, 252, 2)
    _pallet(canvas, view, 690, 244, 1)
    for x, y in ((42, 246), (82, 240), (112, 254)):
        _drum(canvas, view, x, y)
    for x in (372, 552):
        _bollard(canvas, view, x, 236)


def _shaded(colour: Colour, factor: float) -> Colour:
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


def _pallet(canvas: Canvas, view: View, x: float, y: float, layers: int) -> None:
    """Cartons on a pallet; (x, y) is the near left corner on the ground."""
    wide, deep, tall = 96.0, 26.0, 36.0
    ground = ((x + 4, y), (x + wide + 62, y - 20), (x + wide + 40, y - 34), (x + 20, y - deep))
    shadow(canvas.image, view, ground, strength=0.45, blur=4)
    for slat in (0.0, 7.0):
        canvas.rectangle((x, y - 4 - slat, x + wide, y - slat), _WOOD)
    for foot in (0, 44, 86):
        canvas.rectangle((x + foot, y - 8, x + foot + 10, y), _shaded(_WOOD, 0.7))
    for layer in range(layers):
        _cartons(canvas, x + 2, y - 11 - layer * tall, wide - 4, tall)
    _lid(canvas, x + 2, y - 11 - layers * tall, wide - 4, deep * 0.6)


def _cartons(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> None:
    for column in range(3):
        left, right = x + column * wide / 3, x + (column + 1) * wide / 3
        tone = 0.92 + 0.05 * ((column * 7 + int(y)) % 3)
        canvas.rectangle((left, y - tall, right, y), _shaded(_CARTON, tone))
        canvas.rectangle((left + 12, y - tall, right - 12, y), _shaded(_CARTON, tone * 1.12))
        canvas.rectangle((left + 4, y - 14, left + 13, y - 6), (222, 226, 228))
        canvas.line(((right, y - tall), (right, y)), _shaded(_CARTON, 0.6), 1.4)
    canvas.line(((x, y), (x + wide, y)), _shaded(_CARTON, 0.55), 1.6)


def _lid(canvas: Canvas, x: float, y: float, wide: float, rise: float) -> None:
    top = ((x, y), (x + wide, y), (x + wide + 9, y - rise), (x + 9, y - rise))
    canvas.polygon(top, _shaded(_CARTON, 1.22))
    canvas.line(((x, y), (x + wide, y)), _shaded(_CARTON, 1.4), 1.2)


def _drum(canvas: Canvas, view: View, x: float, y: float) -> None:
    """An oil drum that stands on (x, y)."""
    ground = ((x - 10, y + 5), (x + 16, y + 5), (x + 66, y - 12), (x + 40, y - 16))
    shadow(canvas.image, view, ground, strength=0.45, blur=3)
    bands = (0.62, 0.85, 1.1, 1.3, 1.18, 0.95, 0.75, 0.58)
    for band, factor in enumerate(bands):
        left = x - 17 + band * 34 / len(bands)
        colour = _shaded((150, 84, 30), factor)
        canvas.rectangle((left, y - 50, left + 34 / len(bands) + 0.6, y), colour)
        canvas.ellipse((left + 2.2, y), (2.6, 4.2), colour)
    for ring in (17, 34):
        canvas.line(((x - 17, y - ring), (x, y - ring + 4), (x + 17, y - ring)), (92, 52, 20), 1.6)
    canvas.ellipse((x, y - 50), (17, 5.6), (196, 124, 66))
    canvas.ellipse((x, y - 50), (14.5, 4.2), (164, 98, 44))
    canvas.ellipse((x + 6, y - 50.5), (2.6, 1.2), (60, 52, 46))


def _bollard(canvas: Canvas, view: View, x: float, y: float) -> None:
    ground = ((x - 4, y + 3), (x + 6, y + 3), (x + 44, y - 9), (x + 36, y - 12))
    shadow(canvas.image, view, ground, strength=0.45, blur=2.5)
    vertical_gradient(canvas, (x - 7, y - 44, x + 7, y), ((66, 202, 244), (40, 152, 190)))
    for band in (14, 30):
        canvas.rectangle((x - 7, y - band - 7, x + 7, y - band), (38, 38, 40))
    canvas.rectangle((x + 3, y - 44, x + 7, y), (30, 110, 140))
    canvas.ellipse((x, y - 44), (7, 3), (120, 222, 250))
    canvas.ellipse((x, y), (8, 3), (60, 70, 74))
