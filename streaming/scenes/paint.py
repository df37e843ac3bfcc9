"""Paint for sprites: colours that cover, outlines that are the same on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.view import Point


def solid(colour: Colour, shade: float = 1.0) -> Colour:
    """The colour, lighter or darker, as paint that covers."""
    blue, green, red = (min(part * shade, 255.0) for part in colour[:3])
    return blue, green, red, 255.0


def mirrored(half: Sequence[Point]) -> list[Point]:
    """A closed outline from its right half, given from top to bottom."""
    return [*half, *((-x, y) for x, y in reversed(half))]


def both_sides(canvas: Canvas, points: Sequence[Point], colour: Colour) -> None:
    canvas.polygon(points, colour)
    canvas.polygon([(-x, y) for x, y in points], colour)
