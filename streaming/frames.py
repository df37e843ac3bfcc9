"""What travels from cameras to recognisers and back to the overlay: values only, pixels included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""BGR picture, uint8[height, width, 3], as OpenCV has it."""


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
class Frame:
    """One picture of one camera. ``captured_at`` is aware UTC; detections are filled in by vision."""

    camera_id: int
    site_id: int
    captured_at: datetime
    bgr: Image = field(repr=False, compare=False)
    detections: tuple[Detection, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotations:
    """What a consumer wants drawn; its effects have already gone through its app's services."""

    detections: tuple[Detection, ...] = ()
    shapes: tuple[Shape, ...] = ()


class Consumer(Protocol):
    """A recogniser fed by one camera. One instance per camera and process; may keep tracks in memory.

    ``max_fps`` is the rate it can take; frames above it are dropped, not queued.
    """

    max_fps: float

    def consume(self, frame: Frame) -> Annotations:
        """Look at one frame. An exception is shown at the camera, backed off, and stops nothing."""
        ...


Detector: TypeAlias = Callable[[Image], Sequence[Detection]]
"""Any callable that returns detections; the guide's ``detection_model`` is one."""


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """What a consumer is told about the camera that feeds it."""

    id: int
    site_id: int
    camera_id: str
    name: str
    direction: str


ConsumerMaker: TypeAlias = Callable[[CameraInfo], Consumer]
"""What settings.STREAMING_CONSUMERS names: called once for each camera and process."""
