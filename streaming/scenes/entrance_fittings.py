"""What hangs beside the staff entrance: sign, notice board, badge reader."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas
from streaming.scenes.lettering import write
from streaming.scenes.texture import shadow
from streaming.scenes.view import View


def draw_signs(canvas: Canvas, view: View) -> None:
    canvas.rectangle((372, 8, 588, 42), (92, 66, 34))
    write(canvas, "STAFF ENTRANCE", (388, 17, 572, 33), (238, 240, 240))
    board = (52, 92, 214, 300)
    under = ((56, 100), (222, 100), (222, 310), (56, 310))
    shadow(canvas.image, view, under, strength=0.3, blur=5)
    canvas.rectangle(board, (66, 96, 132))
    canvas.rectangle((60, 100, 206, 292), (112, 152, 186))
    for x, y, wide, tall, paper in (
        (70, 112, 58, 78, (232, 236, 238)),
        (140, 108, 56, 60, (170, 226, 244)),
        (138, 182, 60, 96, (236, 234, 230)),
        (74, 204, 52, 70, (206, 232, 210)),
    ):
        canvas.rectangle((x, y, x + wide, y + tall), paper)
        for row in range(y + 12, y + tall - 6, 9):
            canvas.line(((x + 7, row), (x + wide - 9, row)), (150, 150, 150), 1.6)
        canvas.circle((x + wide / 2, y + 4), 2.6, (50, 50, 200))


def draw_reader(canvas: Canvas, view: View) -> None:
    """The badge reader, and below it the box of a fire point."""
    under = ((752, 232), (804, 232), (810, 322), (758, 322))
    shadow(canvas.image, view, under, strength=0.4, blur=5)
    canvas.rectangle((744, 222, 796, 312), (50, 48, 46))
    canvas.rectangle((750, 228, 790, 266), (92, 86, 78))
    canvas.circle((770, 286), 10, (78, 76, 72))
    canvas.rectangle((760, 236, 780, 241), (90, 214, 96))
    canvas.rectangle((840, 120, 900, 208), (40, 36, 168))
    canvas.rectangle((847, 127, 893, 201), (56, 52, 202))
    write(canvas, "FIRE", (853, 156, 887, 172), (238, 240, 242))
