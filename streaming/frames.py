"""What travels from cameras to recognisers and back to the overlay: values only, pixels included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from streaming.annotations import Annotations, Detection, Shape

__all__ = [
    "Annotations",
    "CameraInfo",
    "Closing",
    "Consumer",
    "ConsumerMaker",
    "Detection",
    "Detector",
    "Frame",
    "Image",
    "Shape",
    "Trial",
]
Image: TypeAlias = NDArray[np.uint8]
"""BGR picture, uint8[height, width, 3], as OpenCV has it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of one camera. ``captured_at`` is aware UTC; detections are filled in by vision."""

    camera_id: int
    site_id: int
    captured_at: datetime
    bgr: Image = field(repr=False, compare=False)
    detections: tuple[Detection, ...] = ()


class Consumer(Protocol):
    """A recogniser fed by one camera. One instance per camera and process; may keep tracks in memory.

    ``max_fps`` is the rate it can take; frames above it are dropped, not queued.
    """

    max_fps: float

    def consume(self, frame: Frame) -> Annotations:
        """Look at one frame. An exception is shown at the camera, backed off, and stops nothing."""
        ...


@runtime_checkable
class Closing(Protocol):
    """What a consumer may have besides: a last chance to write down what it still holds."""

    def close(self) -> None:
        """Called once, on the consumer's thread, after the last frame. An exception stops nothing."""
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
    undetected: bool = False
    """It has no detector: whoever can looks at the whole picture."""


Trial: TypeAlias = Callable[[Image], str]
"""Looks at a whole picture, without detections, and says in words what it saw."""


ConsumerMaker: TypeAlias = Callable[[CameraInfo], Consumer]
"""What settings.STREAMING_CONSUMERS names: called once for each camera and process.

It may say by ``labels`` (a set of str) which detections it can use; without that it takes any. By
``trial()`` it may load what it looks with and return a Trial; it may raise whatever tells why it cannot.
"""
