"""A goods lorry with a painted cab, seen from the front; (0, 0) is the ground under its plate."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.paint import both_sides, mirrored, solid
from streaming.scenes.vehicle_cabin import draw_driver

_DARK: Colour = (34, 32, 32)
_BORDER: Colour = (60, 200, 246)
_DRIVER = -96.0  # on the vehicle's right, as in India


def draw_lorry(canvas: Canvas, colour: Colour) -> None:
    _load(canvas)
    _wheels(canvas)
    _cab(canvas, colour)
    _windscreen(canvas)
    _ornaments(canvas, colour)
    _lights(canvas)
    _bumper(canvas)


def _load(canvas: Canvas) -> None:
    """The goods body behind the cab, with a tarpaulin."""
    canvas.polygon(
        mirrored(((0, -532), (212, -528), (262, -506), (270, -470), (270, -150), (0, -150))),
        solid((62, 84, 96)),
    )
    canvas.polygon(
        mirrored(((0, -530), (206, -526), (254, -500), (0, -486))), solid((84, 110, 122))
    )
    for x in (-264, 258):
        canvas.rectangle((x, -470, x + 8, -150), solid((40, 52, 122)))


def _wheels(canvas: Canvas) -> None:
    both_sides(
        canvas,
        ((170, -112), (246, -112), (250, -6), (242, 2), (178, 2), (170, -6)),
        solid((28, 28, 30)),
    )
    for x in (184, 200, 216, 232):
        canvas.line(((x, -50), (x, -2)), solid((46, 46, 48)), 3)
        canvas.line(((-x, -50), (-x, -2)), solid((46, 46, 48)), 3)
    canvas.polygon(mirrored(((0, -72), (176, -72), (172, -30), (0, -26))), solid((22, 22, 24)))


def _cab(canvas: Canvas, colour: Colour) -> None:
    canvas.polygon(
        mirrored(((0, -486), (196, -482), (226, -468), (240, -300), (246, -104), (0, -100))),
        solid(colour),
    )
    canvas.polygon(mirrored(((0, -484), (192, -480), (214, -468), (0, -462))), solid(colour, 1.4))
    both_sides(
        canvas,
        ((228, -440), (240, -300), (246, -110), (234, -110), (228, -300)),
        solid(colour, 0.72),
    )
    both_sides(canvas, ((240, -410), (276, -412), (280, -330), (246, -328)), solid(_DARK))
    both_sides(canvas, ((250, -402), (270, -403), (273, -340), (253, -338)), solid((150, 142, 130)))


def _windscreen(canvas: Canvas) -> None:
    canvas.polygon(mirrored(((0, -432), (196, -428), (212, -288), (0, -282))), solid(_DARK))
    canvas.polygon(mirrored(((0, -426), (190, -422), (205, -294), (0, -288))), solid((66, 56, 48)))
    canvas.limb((96, -356), (96, -326), (32, 36), solid((42, 38, 36)))
    canvas.limb((_DRIVER, -336), (_DRIVER, -332), (42, 42), solid((120, 116, 108)))
    draw_driver(canvas, (_DRIVER, -372))
    canvas.ellipse((_DRIVER, -303), (42, 12), solid((22, 22, 24)))
    canvas.polygon(
        mirrored(((0, -426), (190, -422), (192, -402), (0, -404))), solid((158, 142, 126))
    )
    canvas.polygon(((30, -292), (74, -402), (108, -402), (70, -290)), solid((104, 92, 82)))
    canvas.rectangle((-3, -428, 3, -286), solid(_DARK))
    for x in (-110, 40):
        canvas.line(((x, -288), (x + 84, -306)), solid((16, 16, 18)), 4)


def _ornaments(canvas: Canvas, colour: Colour) -> None:
    """The painted borders that a lorry here is proud of."""
    canvas.polygon(mirrored(((0, -478), (180, -474), (194, -440), (0, -442))), solid(colour, 0.6))
    for step in range(-8, 9):
        x = step * 20.0
        tone = _BORDER if step % 2 else (236, 236, 236)
        canvas.polygon(((x, -472), (x + 9, -459), (x, -446), (x - 9, -459)), solid(tone))
    for y in (-278, -160):
        canvas.line(((-240, y), (240, y)), solid(_BORDER), 5)
        canvas.line(((-240, y + 6), (240, y + 6)), solid((236, 236, 236)), 2.4)
    for side in (-1, 1):
        for petal, tone in ((24, _BORDER), (16, (50, 50, 210)), (8, (236, 240, 240))):
            canvas.circle((side * 190, -232), petal, solid(tone))


def _lights(canvas: Canvas) -> None:
    canvas.polygon(mirrored(((0, -262), (132, -260), (126, -174), (0, -172))), solid(_DARK))
    for y in range(-252, -178, 12):
        canvas.line(((-124, y), (124, y)), solid((118, 116, 112)), 4)
    canvas.circle((0, -217), 22, solid((206, 208, 210)))
    canvas.circle((0, -217), 15, solid((120, 60, 40)))
    for side in (-1, 1):
        canvas.circle((side * 186, -128), 25, solid((196, 198, 200)))
        canvas.circle((side * 186, -128), 19, solid((236, 238, 236)))
        canvas.circle((side * 181, -133), 8, solid((255, 255, 255)))
        canvas.ellipse((side * 228, -130), (10, 14), solid((60, 150, 240)))


def _bumper(canvas: Canvas) -> None:
    canvas.polygon(
        mirrored(((0, -156), (152, -156), (156, -96), (250, -100), (252, -56), (0, -50))),
        solid((70, 70, 74)),
    )
    canvas.line(((-250, -98), (-156, -95), (156, -95), (250, -98)), solid((120, 120, 124)), 3)
    for x in range(-230, 231, 46):
        canvas.polygon(((x - 12, -86), (x + 4, -86), (x - 6, -62), (x - 22, -62)), solid(_BORDER))
