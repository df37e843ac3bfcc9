"""What every scene is: a still background, something that moves by a script, grain, known truth."""

from __future__ import annotations

from typing import Protocol

from streaming.frames import Image, Shape
from streaming.scenes.noise import Grain
from streaming.scenes.truth import Truth

_GRAIN = (
    1.6  # grey levels: what a small sensor shows by day; JPEG at quality 80 still keeps it small
)


class Stage(Protocol):
    """The part of a scene that differs: all times are seconds since the scene began."""

    shapes: tuple[Shape, ...]

    def background(self) -> Image:
        """The picture without anything that moves; asked for once."""
        ...

    def draw(self, frame: Image, at: float) -> None:
        """Draw what moves onto a copy of the background."""
        ...

    def truth(self, at: float, since: float) -> tuple[Truth, ...]:
        """What ``draw`` shows at that time; crossings are those after ``since`` up to ``at``."""
        ...


class Scene:
    """An endless picture: frame and truth depend on the seed and the frame's number alone."""

    def __init__(self, stage: Stage, *, seed: int, fps: float) -> None:
        self._stage = stage
        self._background = stage.background()
        self.fps = fps
        self.shapes = stage.shapes
        """Counting lines of the scene in pixels, for whoever sets up the camera."""
        self.height, self.width = self._background.shape[:2]
        self._grain = Grain(self.width, self.height, seed=seed, sigma=_GRAIN)

    def frame(self, n: int) -> Image:
        """The picture ``n / fps`` seconds after the start, the caller's to keep."""
        picture = self._background.copy()
        self._stage.draw(picture, n / self.fps)
        self._grain.add_to(picture, n)
        return picture

    def truth(self, n: int) -> tuple[Truth, ...]:
        return self._stage.truth(n / self.fps, (n - 1) / self.fps)
