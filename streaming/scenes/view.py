"""How the scenes' own units, pixels of a 960 x 540 picture, become pixels of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

DESIGN_WIDTH, DESIGN_HEIGHT = 960, 540

Point: TypeAlias = tuple[float, float]
"""x to the right, y down."""
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class View:
    """How scene units become pixels: scaled evenly until the picture is covered, centred, cropped."""

    width: int
    height: int

    @property
    def scale(self) -> float:
        return max(self.width / DESIGN_WIDTH, self.height / DESIGN_HEIGHT)

    @property
    def origin(self) -> Point:
        """Where the scene's (0, 0) lies, in pixels; negative where something is cropped."""
        return (
            (self.width - DESIGN_WIDTH * self.scale) / 2,
            (self.height - DESIGN_HEIGHT * self.scale) / 2,
        )

    def pixel(self, x: float, y: float) -> Point:
        left, top = self.origin
        return x * self.scale + left, y * self.scale + top

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box in pixels, cut at the picture's edges."""
        (x0, y0), (x1, y1) = self.pixel(left, top), self.pixel(right, bottom)
        return (
            min(max(x0, 0.0), self.width),
            min(max(y0, 0.0), self.height),
            min(max(x1, 0.0), self.width),
            min(max(y1, 0.0), self.height),
        )
