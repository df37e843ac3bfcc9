"""The upper half of a car or van: roof, glass, and who sits behind it."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.paint import both_sides, mirrored, solid
from streaming.scenes.view import Point

_DRIVER = -78.0  # on the vehicle's right, as in India


def draw_cabin(canvas: Canvas, colour: Colour, roof: float) -> None:
    canvas.polygon(
        mirrored(
            ((0, roof), (118, roof + 3), (150, roof + 18), (222, -262), (236, -232), (0, -220))
        ),
        solid(colour, 0.86),
    )
    glass = mirrored(((0, roof + 20), (120, roof + 22), (136, roof + 30), (196, -264), (0, -258)))
    canvas.polygon(glass, solid((62, 52, 46)))
    _inside(canvas, roof)
    _reflections(canvas, roof)
    both_sides(
        canvas,
        ((214, -292), (254, -298), (262, -286), (258, -262), (222, -264)),
        solid(colour, 0.7),
    )
    for x in (-52, 60):
        canvas.line(((x, -258), (x + 70, -272)), solid((18, 18, 20)), 3.4)


def _inside(canvas: Canvas, roof: float) -> None:
    """Seats, a steering wheel, and a driver without features."""
    seat, cloth = solid((40, 36, 34)), solid((96, 84, 74))
    for x in (-78, 78):
        canvas.limb((x, roof + 76), (x, -262), (30, 44), seat)
    canvas.limb((_DRIVER, roof + 118), (_DRIVER, -262), (36, 46), cloth)
    draw_driver(canvas, (_DRIVER, roof + 80))
    canvas.polygon(mirrored(((0, -274), (190, -270), (196, -262), (0, -258))), solid((26, 24, 24)))
    canvas.ellipse((_DRIVER, -268), (36, 12), solid((20, 20, 22)))


def draw_driver(canvas: Canvas, head: Point) -> None:
    """A head without features, so that nothing looks for a face where none was painted."""
    x, y = head
    canvas.ellipse((x, y), (20, 25), solid((64, 82, 104)))
    hair = (
        (-21, -1),
        (-20, -16),
        (-11, -27),
        (11, -27),
        (20, -16),
        (21, -1),
        (14, -11),
        (-14, -11),
    )
    canvas.polygon([(x + dx, y + dy) for dx, dy in hair], solid((30, 26, 26)))


def _reflections(canvas: Canvas, roof: float) -> None:
    """The sky in the upper edge of the glass and a band across it."""
    canvas.polygon(
        mirrored(((0, roof + 20), (120, roof + 22), (133, roof + 38), (0, roof + 34))),
        solid((150, 134, 120)),
    )
    canvas.polygon(((40, -264), (72, roof + 36), (100, roof + 36), (76, -264)), solid((96, 84, 76)))
