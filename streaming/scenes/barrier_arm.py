"""The barrier's arm and its housing, drawn over whatever stands behind them."""

from __future__ import annotations

from math import cos, radians, sin

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.view import Point, View

_PIVOT: Point = (816.0, 452.0)
_LENGTH = 690.0
_UP = 82.0  # degrees
_STRIPES = 12
_RED: Colour = (44, 40, 208)
_WHITE: Colour = (236, 238, 238)


def draw_arm(frame: Image, view: View, lifted: float) -> None:
    """``lifted`` is 0 (closed) to 1 (up)."""
    canvas = Canvas(frame, view.scale, view.origin)
    for stripe in range(_STRIPES):
        colour = _RED if stripe % 2 == 0 else _WHITE
        _stripe(canvas, stripe / _STRIPES, (stripe + 1) / _STRIPES, colour, lifted)
    _housing(canvas)


def _stripe(canvas: Canvas, start: float, end: float, colour: Colour, lifted: float) -> None:
    near, far = _half_width(start), _half_width(end)
    canvas.polygon(
        (
            _on_arm(start, near, lifted),
            _on_arm(end, far, lifted),
            _on_arm(end, -far, lifted),
            _on_arm(start, -near, lifted),
        ),
        colour,
    )
    shade: Colour = (colour[0] * 0.7, colour[1] * 0.7, colour[2] * 0.7)
    canvas.polygon(
        (
            _on_arm(start, -near * 0.3, lifted),
            _on_arm(end, -far * 0.3, lifted),
            _on_arm(end, -far, lifted),
            _on_arm(start, -near, lifted),
        ),
        shade,
    )


def _half_width(share: float) -> float:
    return 9.0 - 3.0 * share


def _on_arm(along: float, across: float, lifted: float) -> Point:
    """``along`` 0 to 1 from the pivot to the tip, ``across`` units towards the upper edge."""
    angle = radians(_UP * lifted)
    out = along * _LENGTH
    return (
        _PIVOT[0] - out * cos(angle) + across * sin(angle),
        _PIVOT[1] - out * sin(angle) - across * cos(angle),
    )


def _housing(canvas: Canvas) -> None:
    canvas.rectangle((796, 404, 868, 536), (34, 132, 232))
    canvas.rectangle((846, 404, 868, 536), (26, 98, 178))
    canvas.polygon(((792, 404), (806, 392), (878, 392), (872, 404)), (70, 168, 250))
    canvas.rectangle((804, 492, 838, 520), (28, 108, 196))
    canvas.rectangle((792, 532, 876, 544), (92, 96, 98))
    canvas.circle(_PIVOT, 15, (52, 52, 54))
    canvas.circle(_PIVOT, 8, (146, 148, 150))
    canvas.ellipse((836, 388), (9, 7), (40, 170, 250))
