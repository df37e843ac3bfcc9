"""A cheap look for a face, before anything is paid for: OpenCV's cascade, and a crop worth searching."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from identity.engines.base import EngineError

Pixels = NDArray[np.uint8]
CASCADE = "haarcascade_frontalface_default.xml"
LEAST_FACE = 40
"""Pixels a side; below, Rekognition does not find a face either (developer guide, limits)."""
HEAD = 0.5
"""The part of a standing person's box, from the top, in which the face is."""
MARGIN = 0.6
"""Of the face's side, on each side: engines want the head, not the tight box."""
LEAST_CROP = 80
SHARP = 200.0
"""Variance of the Laplacian from which a face counts as sharp; more is noise as often as detail."""
QUALITY = 92


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A face in a frame: ``xyxy`` in its pixels, ``quality`` its side times its sharpness (0 to 1)."""

    xyxy: tuple[int, int, int, int]
    quality: float
    jpeg: bytes = field(repr=False)


class FaceLook:
    """Finds the largest face in the upper half of a person. For one thread."""

    def __init__(self) -> None:
        path = Path(cv2.__file__).parent / "data" / CASCADE
        self._cascade = cv2.CascadeClassifier(str(path))
        if self._cascade.empty():
            raise EngineError(
                f"OpenCV does not carry {CASCADE}; install opencv-python-headless 4.14"
            )

    def best(self, bgr: Pixels, person: tuple[float, float, float, float]) -> SeenFace | None:
        """Return the largest face of a person's box, with a crop of it; None where there is none."""
        left, top, right, bottom = _clipped(person, bgr.shape)
        head = bgr[top : top + int((bottom - top) * HEAD), left:right]
        if min(head.shape[:2]) < LEAST_FACE:
            return None
        grey = cv2.cvtColor(head, cv2.COLOR_BGR2GRAY)
        found = self._cascade.detectMultiScale(grey, 1.1, 5, minSize=(LEAST_FACE, LEAST_FACE))
        if len(found) == 0:
            return None
        x, y, width, height = (int(n) for n in max(found, key=lambda box: box[2] * box[3]))
        sharpness = float(cv2.Laplacian(grey[y : y + height, x : x + width], cv2.CV_64F).var())
        box = (left + x, top + y, left + x + width, top + y + height)
        quality = width * min(sharpness / SHARP, 1.0)
        return SeenFace(box, quality, _crop(bgr, box))


def _clipped(
    box: tuple[float, float, float, float], shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    height, width = shape[:2]
    left, top, right, bottom = (int(n) for n in box)
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)


def _crop(bgr: Pixels, box: tuple[int, int, int, int]) -> bytes:
    """Return a JPEG of the face with its margin, 80 pixels a side at least where the frame has them."""
    left, top, right, bottom = box
    spare = max(int((right - left) * MARGIN), (LEAST_CROP - (right - left) + 1) // 2)
    wide = (left - spare, top - spare, right + spare, bottom + spare)
    x1, y1, x2, y2 = _clipped(wide, bgr.shape)
    done, data = cv2.imencode(".jpg", bgr[y1:y2, x1:x2], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise EngineError("OpenCV could not encode a crop")
    return data.tobytes()
