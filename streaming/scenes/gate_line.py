"""The scene ``gate-line``: people walk through a yard, over a counting line, on two paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from streaming.frames import Image, Shape
from streaming.scenes.gait import STRIDE, standing, walking
from streaming.scenes.outfits import outfit
from streaming.scenes.people import draw_person
from streaming.scenes.truth import Truth
from streaming.scenes.view import DESIGN_WIDTH, View
from streaming.scenes.walks import Walk, walks
from streaming.scenes.yard import draw_yard
from streaming.scenes.yard_ground import LINE

_MARGIN = 70.0  # units beyond the edge where a walk begins, shadow and all
_HALF_WIDTH = 0.22  # of a body's height, for the box of somebody in full stride


@dataclass(frozen=True, slots=True)
class Path:
    """A straight way across the picture: the height of its ground line, and of a body there."""

    feet: float
    body: float


# One above the other without overlap, so that nobody hides anybody and each is one blob.
PATHS = (Path(feet=520.0, body=178.0), Path(feet=318.0, body=126.0))


@dataclass(frozen=True, slots=True)
class _Walker:
    walk: Walk
    path: Path
    x: float
    at: float

    @property
    def facing(self) -> int:
        return 1 if self.walk.direction == "in" else -1


class GateLine:
    def __init__(self, view: View, seed: int) -> None:
        self._view, self._seed = view, seed
        self.shapes: tuple[Shape, ...] = (Shape(tuple(view.pixel(*end) for end in LINE), "Gate"),)

    def background(self) -> Image:
        return draw_yard(self._view)

    def draw(self, frame: Image, at: float) -> None:
        for walker in reversed(list(self._walkers(at))):
            self._draw_one(frame, walker)

    def truth(self, at: float, since: float) -> tuple[Truth, ...]:
        return tuple(self._truth_of(walker, since) for walker in self._walkers(at))

    def _walkers(self, at: float) -> Iterator[_Walker]:
        """Nearest first."""
        for number, path in enumerate(PATHS):
            for walk in walks(self._seed, number, at):
                x = _position(walk, path, at)
                if at >= walk.starts and -_MARGIN < x < DESIGN_WIDTH + _MARGIN:
                    yield _Walker(walk, path, x, at)

    def _draw_one(self, frame: Image, walker: _Walker) -> None:
        walk, scale = walker.walk, self._view.scale
        pose = (
            standing(walker.at)
            if walk.pausing(walker.at)
            else walking(walk.walked(walker.at) * walk.pace / STRIDE % 1)
        )
        draw_person(
            frame,
            pose,
            outfit(self._seed, *walk.key),
            feet=self._view.pixel(walker.x, walker.path.feet),
            height=walker.path.body * scale,
            facing=walker.facing,
        )

    def _truth_of(self, walker: _Walker, since: float) -> Truth:
        walk, path = walker.walk, walker.path
        half = _HALF_WIDTH * path.body
        passes = _line_time(walk, path)
        return Truth(
            label="person",
            key="person-{}-{}".format(*walk.key),
            xyxy=self._view.box(walker.x - half, path.feet - path.body, walker.x + half, path.feet),
            crossing=walk.direction if since < passes <= walker.at else None,
            settled=walk.pausing(walker.at),
        )


def _position(walk: Walk, path: Path, at: float) -> float:
    gone = walk.walked(at) * walk.pace * path.body - _MARGIN
    return gone if walk.direction == "in" else DESIGN_WIDTH - gone


def _line_time(walk: Walk, path: Path) -> float:
    at_line = _line_at(path.feet)
    way = at_line if walk.direction == "in" else DESIGN_WIDTH - at_line
    return walk.time_of((way + _MARGIN) / (walk.pace * path.body))


def _line_at(y: float) -> float:
    (x0, y0), (x1, y1) = LINE
    return x0 + (x1 - x0) * (y - y0) / (y1 - y0)
