"""Anti-aliased drawing in the scenes' own units, which are pixels of a 960 x 540 picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image
from streaming.scenes.view import Box, Point

Colour: TypeAlias = tuple[float, float, float] | tuple[float, float, float, float]
"""Blue, green, red, 0 to 255; a fourth value is the coverage of pictures that have it."""

_SHIFT = 4  # OpenCV takes sixteenths of a pixel, so that slow movement does not jump


@dataclass(frozen=True, slots=True)
class Canvas:
    """Draws on ``image`` (one or three channels): a unit is ``scale`` pixels, (0, 0) is at ``origin``."""

    image: Image
    scale: float = 1.0
    origin: Point = (0.0, 0.0)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        cv2.fillPoly(self.image, [self._fixed(points)], colour, cv2.LINE_AA, _SHIFT)

    def rectangle(self, box: Box, colour: Colour) -> None:
        left, top, right, bottom = box
        self.polygon(((left, top), (right, top), (right, bottom), (left, bottom)), colour)

    def line(self, points: Sequence[Point], colour: Colour, thickness: float) -> None:
        width = max(1, round(thickness * self.scale))
        fixed = self._fixed(points)
        cv2.polylines(self.image, [fixed], False, colour, width, cv2.LINE_AA, _SHIFT)

    def ellipse(self, centre: Point, axes: Point, colour: Colour, angle: float = 0.0) -> None:
        """Filled, with half axes; ``angle`` is degrees clockwise."""
        where = self._fixed([centre])[0]
        half = tuple(max(1, round(axis * self.scale * (1 << _SHIFT))) for axis in axes)
        cv2.ellipse(
            self.image,
            (int(where[0]), int(where[1])),
            (half[0], half[1]),
            angle,
            0,
            360,
            colour,
            cv2.FILLED,
            cv2.LINE_AA,
            _SHIFT,
        )

    def circle(self, centre: Point, radius: float, colour: Colour) -> None:
        self.ellipse(centre, (radius, radius), colour)

    def limb(self, start: Point, end: Point, radii: Point, colour: Colour) -> None:
        """A rounded bar that is ``radii[0]`` thick at its start and ``radii[1]`` at its end."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
        nx, ny = -dy / length, dx / length
        self.circle(start, radii[0], colour)
        self.circle(end, radii[1], colour)
        self.polygon(
            (
                (start[0] + nx * radii[0], start[1] + ny * radii[0]),
                (end[0] + nx * radii[1], end[1] + ny * radii[1]),
                (end[0] - nx * radii[1], end[1] - ny * radii[1]),
                (start[0] - nx * radii[0], start[1] - ny * radii[0]),
            ),
            colour,
        )

    def _fixed(self, points: Sequence[Point]) -> NDArray[np.int32]:
        scaled = np.asarray(points, dtype=np.float64) * self.scale + self.origin
        return np.rint(scaled * (1 << _SHIFT)).astype(np.int32)
