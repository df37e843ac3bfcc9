"""Detectors of the YOLOX family as ONNX files (DETECTOR_MODEL), run by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from streaming.frames import Detection, Image

Floats = NDArray[np.float32]
STRIDES: Final = (8, 16, 32)
PADDING: Final = 114
SURE: Final = 0.25
OVERLAP: Final = 0.45
# COCO's numbers of what a factory looks for; everything else is left out.
LABELS: Final = {0: "person", 1: "bicycle", 2: "car", 3: "motorcycle", 5: "bus", 7: "truck"}


class YoloxDetector:
    """Input 1x3xHxW, 0 to 255, BGR, letter-boxed; output 1xNx85 before decoding, as YOLOX exports it.

    One instance serves all cameras of a process: the session is safe for several threads.
    """

    def __init__(self, model: Path, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = ort.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        entry = self._session.get_inputs()[0]
        self._input, (self._height, self._width) = entry.name, entry.shape[2:]
        self._grid, self._stride = _anchors(self._width, self._height)

    def __call__(self, image: Image) -> Sequence[Detection]:
        ratio = min(self._height / image.shape[0], self._width / image.shape[1])
        (raw,) = self._session.run(None, {self._input: self._letterboxed(image, ratio)})
        boxes, scores, classes = self._decoded(np.asarray(raw)[0])
        kept = cv2.dnn.NMSBoxesBatched(
            boxes.tolist(), scores.tolist(), classes.tolist(), SURE, OVERLAP
        )
        return [
            _detection(boxes[i] / ratio, float(scores[i]), int(classes[i])) for i in np.ravel(kept)
        ]

    def _letterboxed(self, image: Image, ratio: float) -> Floats:
        size = (round(image.shape[1] * ratio), round(image.shape[0] * ratio))
        canvas = np.full((self._height, self._width, 3), PADDING, np.uint8)
        canvas[: size[1], : size[0]] = cv2.resize(image, size)
        return np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], np.float32)

    def _decoded(self, raw: Floats) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Return (x, y, w, h) in letter-box pixels, scores and classes of what is worth a look."""
        wanted = list(LABELS)
        by_class = raw[:, 5:][:, wanted] * raw[:, 4:5]
        scores = by_class.max(axis=1)
        sure = scores >= SURE
        centre = (raw[sure, :2] + self._grid[sure]) * self._stride[sure]
        extent = np.exp(raw[sure, 2:4]) * self._stride[sure]
        classes = np.asarray(wanted)[by_class[sure].argmax(axis=1)]
        return np.hstack([centre - extent / 2, extent]), scores[sure], classes


def _anchors(width: int, height: int) -> tuple[Floats, Floats]:
    grids, strides = [], []
    for stride in STRIDES:
        x, y = np.meshgrid(np.arange(width // stride), np.arange(height // stride))
        grids.append(np.stack([x, y], 2).reshape(-1, 2))
        strides.append(np.full((grids[-1].shape[0], 1), stride))
    return np.vstack(grids).astype(np.float32), np.vstack(strides).astype(np.float32)


def _detection(box: Floats, score: float, number: int) -> Detection:
    x, y, w, h = (float(side) for side in box)
    return Detection(LABELS[number], score, (x, y, x + w, y + h))
