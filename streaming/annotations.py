"""What is drawn on a picture: values without pixels, for processes that never touch any."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detection:
    """One thing seen in one frame.

    ``xyxy`` are pixels of the frame (left, top, right, bottom), ``confidence`` is 0 to 1, ``track_id``
    is stable while the same thing stays in view. ``text`` is drawn instead of the label; ``personal``
    marks a name or a plate, shown only to viewers whose role may see it.
    """

    label: str
    confidence: float
    xyxy: tuple[float, float, float, float]
    track_id: int | None = None
    text: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A line (two points) or polygon (more) in pixels, with its caption, to be drawn on the picture."""

    points: tuple[tuple[float, float], ...]
    caption: str = ""
    label: str = "line"


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a consumer wants drawn; its effects have already gone through its app's services."""

    detections: tuple[Detection, ...] = ()
    shapes: tuple[Shape, ...] = ()
