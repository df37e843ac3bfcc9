"""Is there a face at all? Asked of OpenCV's cascades before a search is paid for.

Made to let faces through rather than to be sure of them: what it drops is gone, what it lets through
costs a tenth of a cent.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.engines.base import EngineError
from identity.engines.pictures import as_rgb

CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")
LONGEST_SIDES = (200, 400)
"""A small copy shows most faces at once; only what shows none there is looked at more closely."""
LEAST_FACE = 24
STEP = 1.15
LENIENT = 2
"""Neighbouring hits that make a face; the usual 5 loses one turned face in four."""
BORDER = 0.15
"""Of the longer side, added around: a crop that the face fills has nothing for the cascade to see."""


def shows_a_face(picture: bytes) -> bool:
    """Return whether a JPEG or PNG may show a face, turned ones included; raises Invalid."""
    grey = cv2.cvtColor(as_rgb(picture), cv2.COLOR_RGB2GRAY)
    return _look().sees(np.asarray(grey, dtype=np.uint8))


class CheapLook:
    """The cascades, for one thread at a time."""

    def __init__(self) -> None:
        folder = Path(cv2.__file__).parent / "data"
        self._cascades = [cv2.CascadeClassifier(str(folder / name)) for name in CASCADES]
        if any(cascade.empty() for cascade in self._cascades):
            raise EngineError("OpenCV's cascades are missing: opencv-python-headless 4.14 has them")
        self._lock = threading.Lock()

    def sees(self, grey: NDArray[np.uint8]) -> bool:
        """Return whether a face looks straight, to the left or to the right."""
        with self._lock:
            return any(self._sees_at(grey, side) for side in LONGEST_SIDES)

    def _sees_at(self, grey: NDArray[np.uint8], longest: int) -> bool:
        small = _prepared(grey, longest)
        frontal, profile = self._cascades
        if _found(frontal, small) or _found(profile, small):
            return True
        return _found(profile, np.ascontiguousarray(small[:, ::-1]))


def _found(cascade: cv2.CascadeClassifier, grey: NDArray[np.uint8]) -> bool:
    least = (LEAST_FACE, LEAST_FACE)
    return len(cascade.detectMultiScale(grey, STEP, LENIENT, minSize=least)) > 0


def _prepared(grey: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    factor = min(longest / max(grey.shape), 1.0)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    edge = int(max(small.shape) * BORDER)
    framed = cv2.copyMakeBorder(small, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.equalizeHist(framed), dtype=np.uint8)


@lru_cache(maxsize=1)
def _look() -> CheapLook:
    return CheapLook()
