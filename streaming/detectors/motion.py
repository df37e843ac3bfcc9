"""Moving objects by background subtraction: no model, 7 ms a frame, for a camera that does not move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from streaming.frames import Detection, Image

WORKING_WIDTH: Final = 480
LEAST_AREA: Final = 0.0025
"""Of the picture; smaller blobs are leaves, rain and noise."""
VEHICLE_AREA: Final = 0.03
UPRIGHT: Final = 1.3
"""Times as tall as wide, at least: a person who walks or stands."""
CLOSE_UP: Final = 0.8
"""The same of head and shoulders, where the picture's lower edge cuts the rest off."""
PERSON_FILLED: Final = 0.3
VEHICLE_FILLED: Final = 0.15
"""Of its box, at least; a barrier's arm, a shadow's rim or two that only touch fill less. A vehicle that
stands is taken for background bit by bit."""
SETTLING_FRAMES: Final = 12
LEARNING_RATE: Final = 0.002
"""Slow, so that a lorry at the barrier is not taken for background before it leaves."""


def label_of(aspect: float, share: float, filled: float, *, cut: bool) -> str:
    """Return person, vehicle or moving.

    ``aspect`` is width by height, ``share`` the box's part of the picture, ``filled`` the part of the
    box that moves; ``cut`` says that it goes on below the picture.
    """
    if filled >= PERSON_FILLED and 1 / aspect >= (CLOSE_UP if cut else UPRIGHT):
        return "person"
    wide = aspect > 1 and share >= VEHICLE_AREA
    return "vehicle" if wide and filled >= VEHICLE_FILLED else "moving"


class MotionDetector:
    """Tells a vehicle from a person by shape alone, and says ``moving`` where the shape does not tell.

    ``confidence`` is how much of its box the moving pixels fill. Keeps a background, so that each
    camera needs an instance of its own; the first frames teach it and yield nothing.
    """

    def __init__(self) -> None:
        self._background = cv2.createBackgroundSubtractorMOG2(
            history=500, varThreshold=24, detectShadows=True
        )
        self._seen = 0
        self._kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
        self._tall = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 17))

    def __call__(self, image: Image) -> Sequence[Detection]:
        scale = image.shape[1] / WORKING_WIDTH
        small = cv2.resize(image, (WORKING_WIDTH, round(image.shape[0] / scale)))
        self._seen += 1
        rate = 0.2 if self._seen <= SETTLING_FRAMES else LEARNING_RATE
        mask = self._background.apply(small, learningRate=rate)
        if self._seen <= SETTLING_FRAMES:
            return ()
        return self._blobs(self._cleaned(mask), scale)

    def _cleaned(self, mask: cv2.typing.MatLike) -> cv2.typing.MatLike:
        # MOG2 marks shadows with 127; they belong to nobody.
        moving = cv2.threshold(mask, 200, 255, cv2.THRESH_BINARY)[1]
        opened = cv2.morphologyEx(moving, cv2.MORPH_OPEN, self._kernel)
        return cv2.morphologyEx(opened, cv2.MORPH_CLOSE, self._tall)

    def _blobs(self, mask: cv2.typing.MatLike, scale: float) -> list[Detection]:
        whole = mask.shape[0] * mask.shape[1]
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found = []
        for contour in contours:
            x, y, w, h = cv2.boundingRect(contour)
            share = w * h / whole
            if share < LEAST_AREA:
                continue
            filled = float(np.count_nonzero(mask[y : y + h, x : x + w])) / (w * h)
            label = label_of(w / h, share, filled, cut=y + h >= mask.shape[0] - 1)
            box = (x * scale, y * scale, (x + w) * scale, (y + h) * scale)
            found.append(Detection(label, min(0.99, filled), box))
        return found
