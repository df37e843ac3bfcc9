"""Trying the configured detectors and recognisers on a picture, with their milliseconds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from streaming.detectors.choosing import NoModelError, detector_for
from streaming.faults import fault_of
from streaming.frames import Detector, Image, Trial
from streaming.models import Camera

DETECTORS: Final = ("model", "hog", "motion")
TIMES: Final = 3
LEARNING: Final = 14
"""Frames that the detector of moving objects needs before it says anything."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One part: whether it works, what it saw, its milliseconds a picture (the best of three)."""

    kind: str
    name: str
    ok: bool
    detail: str
    milliseconds: float | None = None


def measure(pictures: list[Image], subjects: Image) -> Iterator[Measured]:
    """Yield each detector on the last of the pictures, then each recogniser on ``subjects``."""
    for kind in DETECTORS:
        yield _detector(kind, pictures)
    for name, path in settings.STREAMING_CONSUMERS.items():
        yield _consumer(name, path, subjects)


def _detector(kind: str, pictures: list[Image]) -> Measured:
    label = Camera.Detector(kind).label
    try:
        detector = detector_for(kind, scheme="", model=settings.DETECTOR_MODEL)
    except NoModelError as error:
        return Measured("detector", kind, ok=False, detail=f"{label}: {error}")
    try:
        for picture in (pictures * LEARNING)[-LEARNING - 1 : -1]:
            if kind == "motion":
                detector(picture)
        seen, milliseconds = _timed(_seen(detector), pictures[-1])
    except Exception as error:  # noqa: BLE001 - shown beside the others, which are tried all the same
        return Measured("detector", kind, ok=False, detail=f"{label}: {fault_of(error)}")
    return Measured("detector", kind, ok=True, detail=f"{label}: {seen}", milliseconds=milliseconds)


def _seen(detector: Detector) -> Trial:
    """Return a trial that counts what a detector finds."""

    def look(picture: Image) -> str:
        found = Counter(one.label for one in detector(picture))
        seen = ", ".join(f"{count} {label}" for label, count in sorted(found.items()))
        return seen or "nothing seen"

    return look


def _timed(look: Trial, picture: Image) -> tuple[str, float]:
    best, said = float("inf"), ""
    for _ in range(TIMES):
        began = time.monotonic()
        said = look(picture)
        best = min(best, (time.monotonic() - began) * 1000)
    return said, round(best, 1)


def _consumer(name: str, path: str, picture: Image) -> Measured:
    """Try a recogniser that can be tried; of any other only that it can be had is known."""
    try:
        found: Callable[..., object] = import_string(path)
        rate = getattr(found, "max_fps", None)
        takes = f", takes {rate:g} pictures a second" if isinstance(rate, int | float) else ""
        trial: Callable[[], Trial] | None = getattr(found, "trial", None)
        if trial is None:
            return Measured("recogniser", name, ok=True, detail=f"{path}{takes}")
        said, milliseconds = _timed(trial(), picture)
    except Exception as error:  # noqa: BLE001 - somebody else's code; the others are tried all the same
        return Measured("recogniser", name, ok=False, detail=f"{path}: {fault_of(error)}")
    detail = f"{path}{takes}: {said}"
    return Measured("recogniser", name, ok=True, detail=detail, milliseconds=milliseconds)
