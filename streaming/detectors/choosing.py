"""Which detector a camera gets; models are loaded once for each process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from streaming.detectors.motion import MotionDetector
from streaming.frames import Detection, Detector, Image


class NoModelError(RuntimeError):
    """The detector asked for cannot be had; the text says what to do."""


def detector_for(kind: str, *, scheme: str, model: str) -> Detector:
    """Return the detector of a camera.

    ``kind`` is Camera.Detector's value. ``auto`` takes the installation's model if there is one, moving
    objects for drawn scenes (no network was trained on them), and HOG otherwise.
    """
    chosen = _automatic(scheme, model) if kind == "auto" else kind
    if chosen == "model":
        return _model(model)
    if chosen == "hog":
        return _hog()
    return MotionDetector() if chosen == "motion" else _nothing


def _automatic(scheme: str, model: str) -> str:
    if scheme == "scene":
        return "motion"
    return "model" if model else "hog"


@lru_cache(maxsize=2)
def _model(model: str) -> Detector:
    if not model or not Path(model).is_file():
        raise NoModelError("DETECTOR_MODEL does not name a file.")
    try:
        # onnxruntime is an extra: without it cameras still stream.
        made: Detector = import_module("streaming.detectors.yolox").YoloxDetector(Path(model))
    except ImportError as error:
        raise NoModelError("Install requirements-vision.txt to use DETECTOR_MODEL.") from error
    return made


@lru_cache(maxsize=1)
def _hog() -> Detector:
    made: Detector = import_module("streaming.detectors.hog").HogDetector()
    return made


def _nothing(_image: Image) -> Sequence[Detection]:
    return ()
