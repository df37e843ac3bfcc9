"""OpenCV's HOG people detector: ships with OpenCV, finds upright people, slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from streaming.frames import Detection, Image

WORKING_WIDTH: Final = 640
SURE: Final = 0.5
OVERLAP: Final = 0.45


class HogDetector:
    """People only. ``confidence`` squeezes the SVM's margin into 0 to 1."""

    def __init__(self) -> None:
        self._hog = cv2.HOGDescriptor()
        weights = cv2.HOGDescriptor.getDefaultPeopleDetector()
        self._hog.setSVMDetector(np.asarray(weights, np.float32))

    def __call__(self, image: Image) -> Sequence[Detection]:
        scale = image.shape[1] / WORKING_WIDTH
        small = cv2.resize(image, (WORKING_WIDTH, round(image.shape[0] / scale)))
        boxes, margins = self._hog.detectMultiScale(
            small, winStride=(8, 8), padding=(8, 8), scale=1.05
        )
        scores = [1 - np.exp(-max(0.0, float(margin))) for margin in np.ravel(margins)]
        rectangles = [[int(side) for side in box] for box in boxes]
        kept = cv2.dnn.NMSBoxes(rectangles, [float(s) for s in scores], SURE, OVERLAP)
        return [_detection(rectangles[i], float(scores[i]), scale) for i in np.ravel(kept)]


def _detection(box: list[int], score: float, scale: float) -> Detection:
    x, y, w, h = box
    return Detection("person", score, (x * scale, y * scale, (x + w) * scale, (y + h) * scale))
