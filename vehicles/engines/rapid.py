"""RapidOCR (the package ``rapidocr-onnxruntime``, which carries its models) as a reader of plates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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

SOFTENING = 0.04
"""Of a line's height: the blur of the second look, enough to part look-alikes and no more."""


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
        crops = self._ocr.get_crop_img_list(image, corners)
        found, _ = self._ocr.text_rec([*crops, *map(_softened, crops)], True)
        lines = [_line(box, *entry) for box, entry in zip(corners, found, strict=False)]
        seconds = [str(text) for text, *_ in found[len(crops) :]]
        both = zip(lines, seconds, strict=True)
        return [doubted(line, again) for line, again in both if line.confidence >= LEAST_SCORE]


def scale_for(width: int, height: int) -> float:
    """Return by how much a picture is enlarged (or made smaller) before text is looked for."""
    short, long = min(width, height), max(width, height)
    enlarged = min(max(1.0, SHORT_SIDE / short), max(1.0, LONG_SIDE / long))
    return min(enlarged, LARGEST_SIDE / long)


def _softened(crop: Image) -> Image:
    sigma = SOFTENING * crop.shape[0]
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), sigma), np.uint8)


def doubted(line: Line, again: str) -> Line:
    """Return the line with no trust in the characters that a second, softened look reads otherwise.

    The network is sure of what it takes for the likeliest; a 6 that blur has closed is an 8 to it
    with 0.98, until a little more blur opens it again.
    """
    first, second = _characters(line.text), _characters(again)
    if not line.figures or first == second:
        return line
    if len(first) != len(second):
        return replace(line, figures=(0.0,) * len(line.figures))
    pairs = zip(line.figures, first, second, strict=True)
    return replace(line, figures=tuple(sure if one == two else 0.0 for sure, one, two in pairs))


def _characters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()


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
