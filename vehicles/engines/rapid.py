"""RapidOCR (the package ``rapidocr-onnxruntime``, which carries its models) as a reader of plates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from rapidocr_onnxruntime import RapidOCR

from streaming.frames import Image
from vehicles.plate_lines import Line

THREADS = 1
"""For each inference: cameras are read side by side, and the machine has other things to do."""


class RapidEngine:
    """Takes one picture at a time; the models are in memory once, about 100 MB."""

    def __init__(self) -> None:
        self._ocr: Any = RapidOCR(intra_op_num_threads=THREADS, inter_op_num_threads=THREADS)
        self._lock = Lock()

    def read(self, image: Image) -> Sequence[Line]:
        # The direction model tells upside-down lines; plates hang upright.
        with self._lock:
            found, _ = self._ocr(np.ascontiguousarray(image), use_cls=False)
        lines = [_line(*entry) for entry in found or ()]
        return sorted(lines, key=lambda line: line.xyxy[1])


def _line(corners: Sequence[Sequence[float]], text: str, score: float | str) -> Line:
    xs, ys = zip(*corners, strict=True)
    return Line(str(text), float(score), (min(xs), min(ys), max(xs), max(ys)))


@lru_cache(maxsize=1)
def shared_engine() -> RapidEngine:
    return RapidEngine()
