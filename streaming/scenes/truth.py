"""What a scene says about itself: what is where in a frame, as the script has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from streaming.scenes.view import Box


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that is in the frame, as the script has it.

    ``label`` is person, face, vehicle or plate; ``key`` is unique to this one visit of this one thing;
    ``xyxy`` are pixels, cut at the frame's edges. ``text`` is what a plate says or whose face it is.
    ``crossing`` is set in the one frame in which a person's feet pass the counting line. ``settled``
    is true while it stands still in full view, ``legible`` is false for a plate that is dirty.
    """

    label: Literal["person", "face", "vehicle", "plate"]
    key: str
    xyxy: Box
    text: str = ""
    crossing: Literal["in", "out"] | None = None
    settled: bool = False
    legible: bool = True
