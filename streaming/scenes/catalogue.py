"""The scenes by name: what a camera's ``synthetic`` source may show."""

from __future__ import annotations

from collections.abc import Callable

from streaming.scene_names import SCENES
from streaming.scenes.barrier import Barrier
from streaming.scenes.door import Door
from streaming.scenes.gate_line import GateLine
from streaming.scenes.stage import Scene, Stage
from streaming.scenes.view import DESIGN_HEIGHT, DESIGN_WIDTH, View

_STAGES: dict[str, Callable[[View, int], Stage]] = {
    "gate-line": GateLine,
    "barrier": Barrier,
    "door": Door,
}
_SMALLEST = 64
_LARGEST = 7680
_FASTEST = 240.0


def scene(
    name: str,
    *,
    seed: int = 0,
    width: int = DESIGN_WIDTH,
    height: int = DESIGN_HEIGHT,
    fps: float = 15.0,
) -> Scene:
    """The scene of that name, which takes about half a second to paint its background.

    Sides are 64 to 7680 pixels; what does not fit the scene's 16 : 9 is cropped evenly.
    ValueError names what is wrong with name, size or fps.
    """
    if name not in _STAGES:
        raise ValueError(f"There is no scene {name!r}; there are {', '.join(SCENES)}.")
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise ValueError(
            f"A scene's sides are {_SMALLEST} to {_LARGEST} pixels, not {width} x {height}."
        )
    if not 0 < fps <= _FASTEST:
        raise ValueError(f"A scene's fps lie above 0 and up to {_FASTEST:g}, not {fps}.")
    return Scene(_STAGES[name](View(width, height), seed), seed=seed, fps=fps)
