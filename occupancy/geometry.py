"""Points, sides and polygons on a picture, pure; x grows to the right and y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from math import hypot
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
LEAST_OF_ZONE = 3


class Side(StrEnum):
    """Where something is, seen from a line's first point towards its second."""

    LEFT = "left"
    RIGHT = "right"


def distance_to_left(point: Point, start: Point, end: Point) -> float:
    """Return how far ``point`` lies to the left of the endless line; negative on its right."""
    (x, y), (ax, ay), (bx, by) = point, start, end
    # With y growing downwards, left of the direction (dx, dy) is (dy, -dx).
    cross = (x - ax) * (by - ay) - (y - ay) * (bx - ax)
    return cross / (hypot(bx - ax, by - ay) or 1.0)


def crosses(path: tuple[Point, Point], start: Point, end: Point) -> bool:
    """Return whether the straight path from one side to the other meets the line between its ends."""
    first = distance_to_left(path[0], start, end)
    second = distance_to_left(path[1], start, end)
    if first == second:
        return False
    share = first / (first - second)
    x = path[0][0] + share * (path[1][0] - path[0][0])
    y = path[0][1] + share * (path[1][1] - path[0][1])
    along = (x - start[0]) * (end[0] - start[0]) + (y - start[1]) * (end[1] - start[1])
    length = (end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2
    return 0 <= along <= length


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Return whether ``point`` is in the polygon (even-odd rule; an edge belongs to one side only)."""
    x, y = point
    found = False
    for (ax, ay), (bx, by) in pairwise([*polygon, polygon[0]]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            found = not found
    return found


def scaled(points: Sequence[Sequence[float]], width: int, height: int) -> tuple[Point, ...]:
    """Return normalised points as pixels."""
    return tuple((float(x) * width, float(y) * height) for x, y in points)


def why_not_points(points: Any, *, zone: bool) -> str:
    """Return what is wrong with the points of a line or zone; an empty text if nothing is."""
    if not isinstance(points, list) or not all(_is_point(point) for point in points):
        return "A list of [x, y], each from 0 to 1."
    if zone and len(points) < LEAST_OF_ZONE:
        return "A zone has three points at least."
    if not zone and len(points) != 2:  # noqa: PLR2004
        return "A line has two points."
    if len({tuple(point) for point in points}) != len(points):
        return "Two points are the same."
    return ""


def _is_point(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2  # noqa: PLR2004
        and all(type(part) in (int, float) and 0 <= part <= 1 for part in value)
    )
