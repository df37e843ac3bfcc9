"""RapidOCR (the package ``rapidocr-onnxruntime``, which carries its models) as a reader of plates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import cv2
import numpy as np
from rapidocr_onnxruntime import RapidOCR

from streaming.frames import Image
from vehicles.plate_lines import Line

THREADS = 1
"""For each inference: cameras are read side by side, and the machine has other things to do."""

SHORT_SIDE = 480
"""Pixels to which a small picture is enlarged before text is looked for.

The package's own 736 takes twice the time and reads one European plate of eight worse.
"""
LONG_SIDE = 960
"""No picture is enlarged beyond this, or a long strip would take seconds."""

LARGEST_SIDE = 1600
"""Larger pictures are made smaller before text is looked for; it is read at full size."""

LEAST_SCORE = 0.5


class RapidEngine:
    """Takes one picture at a time; the models are in memory once, about 100 MB."""

    def __init__(self) -> None:
        self._ocr: Any = RapidOCR(
            intra_op_num_threads=THREADS, inter_op_num_threads=THREADS, det_limit_type="max"
        )
        self._lock = Lock()

    def read(self, image: Image) -> Sequence[Line]:
        with self._lock:
            lines = self._lines(np.ascontiguousarray(image))
        return sorted(lines, key=lambda line: line.xyxy[1])

    def _lines(self, image: Image) -> list[Line]:
        factor = scale_for(image.shape[1], image.shape[0])
        boxes, _ = self._ocr.auto_text_det(cv2.resize(image, None, fx=factor, fy=factor))
        if boxes is None:
            return []
        corners = [np.asarray(box, np.float32) / factor for box in boxes]
        # The direction model tells upside-down lines and is left out: plates hang upright.
        found, _ = self._ocr.text_rec(self._ocr.get_crop_img_list(image, corners), True)
        lines = [_line(box, *entry) for box, entry in zip(corners, found, strict=True)]
        return [line for line in lines if line.confidence >= LEAST_SCORE]


def scale_for(width: int, height: int) -> float:
    """Return by how much a picture is enlarged (or made smaller) before text is looked for."""
    short, long = min(width, height), max(width, height)
    enlarged = min(max(1.0, SHORT_SIDE / short), max(1.0, LONG_SIDE / long))
    return min(enlarged, LARGEST_SIDE / long)


def _line(corners: Any, text: str, score: float, word: Sequence[Any]) -> Line:
    """``word`` ends with how sure the network was of each character of ``text``, spaces included."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    box = (float(left), float(top), float(right), float(bottom))
    # For no text at all it gives one figure.
    figures = zip(text, word[-1], strict=False)
    kept = tuple(float(figure) for character, figure in figures if character.isalnum())
    return Line(text, float(score), box, kept)


@lru_cache(maxsize=1)
def shared_engine() -> RapidEngine:
    return RapidEngine()
