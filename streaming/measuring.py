"""Trying the configured detectors and recognisers on a picture, with their milliseconds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from factory.core.errors import Invalid
from streaming.detectors.choosing import NoModelError, detector_for
from streaming.frames import Detector, Image
from streaming.models import Camera
from streaming.scenes import scene

DETECTORS: Final = ("model", "hog", "motion")
TIMES: Final = 3
LEARNING: Final = 14
"""Frames that the detector of moving objects needs before it says anything."""
LARGEST_BYTES: Final = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """One part: whether it works, what it saw, its milliseconds a picture (the best of three)."""

    kind: str
    name: str
    ok: bool
    detail: str
    milliseconds: float | None = None


def read_picture(path: Path) -> Image:
    """Return the picture in a file; raises Invalid."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_BYTES else b""
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if image is None:
        raise Invalid(f"{path} is no picture that OpenCV can read.")
    return np.asarray(image, np.uint8)


def drawn_pictures() -> list[Image]:
    """Return some moments of the drawn yard, in which people walk."""
    yard = scene("gate-line", seed=7)
    return [yard.frame(n) for n in range(0, 60, 3)]


def measure(pictures: list[Image]) -> Iterator[Measured]:
    """Yield each detector on the last of the pictures, then each recogniser that settings name."""
    for kind in DETECTORS:
        yield _detector(kind, pictures)
    for name, path in settings.STREAMING_CONSUMERS.items():
        yield _consumer(name, path)


def _detector(kind: str, pictures: list[Image]) -> Measured:
    label = Camera.Detector(kind).label
    try:
        detector = detector_for(kind, scheme="", model=settings.DETECTOR_MODEL)
    except NoModelError as error:
        return Measured("detector", kind, ok=False, detail=f"{label}: {error}")
    for picture in (pictures * LEARNING)[-LEARNING - 1 : -1]:
        if kind == "motion":
            detector(picture)
    seen, milliseconds = _timed(detector, pictures[-1])
    return Measured("detector", kind, ok=True, detail=f"{label}: {seen}", milliseconds=milliseconds)


def _timed(detector: Detector, picture: Image) -> tuple[str, float]:
    best, found = float("inf"), Counter[str]()
    for _ in range(TIMES):
        began = time.monotonic()
        found = Counter(one.label for one in detector(picture))
        best = min(best, (time.monotonic() - began) * 1000)
    seen = ", ".join(f"{count} {label}" for label, count in sorted(found.items()))
    return seen or "nothing seen", round(best, 1)


def _consumer(name: str, path: str) -> Measured:
    try:
        found: Callable[..., object] = import_string(path)
    except ImportError as error:
        return Measured("recogniser", name, ok=False, detail=f"{path}: {error}")
    rate = getattr(found, "max_fps", None)
    takes = f", takes {rate:g} pictures a second" if isinstance(rate, int | float) else ""
    return Measured("recogniser", name, ok=True, detail=f"{path}{takes}")
