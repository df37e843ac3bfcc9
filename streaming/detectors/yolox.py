"""Detectors of the YOLOX family as ONNX files (DETECTOR_MODEL), run by onnxruntime.

A wide picture is looked at in overlapping squares of its height, one after the other: letter-boxed as a
whole a third to a half of the network's input would be padding, and people far away too small. On
768 x 576 footage with published truth this took the error of the count per frame from 0.79 to 0.29, for
twice the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from streaming.frames import Detection, Image

Floats = NDArray[np.float32]
Found: TypeAlias = tuple[Floats, Floats, NDArray[np.int64]]
"""Boxes (x, y, w, h), scores and classes."""
STRIDES: Final = (8, 16, 32)
PADDING: Final = 114
SURE: Final = 0.25
OVERLAP: Final = 0.5
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
        offsets = offsets_of(image.shape[1], image.shape[0])
        looks = [self._look(image, offsets, place) for place in range(len(offsets))]
        boxes, scores, classes = (np.concatenate(parts) for parts in zip(*looks, strict=True))
        kept = cv2.dnn.NMSBoxesBatched(
            boxes.tolist(), scores.tolist(), classes.tolist(), SURE, OVERLAP
        )
        return [_detection(boxes[i], float(scores[i]), int(classes[i])) for i in np.ravel(kept)]

    def _look(self, image: Image, offsets: Sequence[int], place: int) -> Found:
        """Return what the square has found whose middle is nearest to its own."""
        start = offsets[place]
        side = image.shape[0] if len(offsets) > 1 else image.shape[1]
        square = image[:, start : start + side]
        ratio = min(self._height / square.shape[0], self._width / square.shape[1])
        (raw,) = self._session.run(None, {self._input: self._letterboxed(square, ratio)})
        boxes, scores, classes = self._decoded(np.asarray(raw)[0])
        boxes = boxes / ratio + np.asarray([start, 0, 0, 0], np.float32)
        middles = boxes[:, 0] + boxes[:, 2] / 2
        nearest = np.abs(middles[:, None] - (np.asarray(offsets) + side / 2)).argmin(axis=1)
        mine = nearest == place
        return boxes[mine], scores[mine], classes[mine]

    def _letterboxed(self, image: Image, ratio: float) -> Floats:
        size = (round(image.shape[1] * ratio), round(image.shape[0] * ratio))
        canvas = np.full((self._height, self._width, 3), PADDING, np.uint8)
        canvas[: size[1], : size[0]] = cv2.resize(image, size)
        return np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], np.float32)

    def _decoded(self, raw: Floats) -> Found:
        """Return what is worth a look, in letter-box pixels."""
        wanted = list(LABELS)
        by_class = raw[:, 5:][:, wanted] * raw[:, 4:5]
        scores = by_class.max(axis=1)
        sure = scores >= SURE
        centre = (raw[sure, :2] + self._grid[sure]) * self._stride[sure]
        extent = np.exp(raw[sure, 2:4]) * self._stride[sure]
        classes = np.asarray(wanted)[by_class[sure].argmax(axis=1)]
        return np.hstack([centre - extent / 2, extent]), scores[sure], classes


def offsets_of(width: int, height: int) -> list[int]:
    """Return where the squares begin: as few as reach from edge to edge, evenly apart."""
    number = -(-width // height)
    if number <= 1:
        return [0]
    return [round(place * (width - height) / (number - 1)) for place in range(number)]


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
