"""Which detector a camera gets; models are loaded once for each process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from streaming.detectors.motion import MotionDetector
from streaming.frames import Detection, Detector, Image


class NoModelError(RuntimeError):
    """The detector asked for cannot be had; the text says what to do."""


Wants = Mapping[str, frozenset[str]]
"""The labels that each of a camera's consumers can use; empty: any."""

FINDS = {"hog": frozenset({"person"}), "motion": frozenset({"person", "vehicle", "moving"})}
"""What the detectors yield that come with the product; what a model yields is its own affair."""


def detector_for(kind: str, *, scheme: str, model: str, wants: Wants | None = None) -> Detector:
    """Return the detector of a camera; raises NoModelError.

    ``kind`` is Camera.Detector's value. ``auto`` takes the installation's model if there is one, moving
    objects for drawn scenes (no network was trained on them) and where a consumer has no use for
    people, and HOG otherwise.
    """
    chosen = _chosen(kind, scheme, model, wants or {})
    if chosen == "model":
        return _model(model)
    if chosen == "hog":
        return _hog()
    return MotionDetector() if chosen == "motion" else _nothing


def useless_to(kind: str, *, scheme: str, model: str, wants: Wants) -> dict[str, str]:
    """Return the consumers that the camera's detector finds nothing for, and what to do about it."""
    chosen = _chosen(kind, scheme, model, wants)
    found = FINDS.get(chosen, frozenset())
    return {
        name: f"the detector finds only: {', '.join(sorted(found))}; this needs one that finds "
        f"{' or '.join(sorted(labels))}, such as moving objects"
        for name, labels in wants.items()
        if labels and found and not labels & found
    }


def _chosen(kind: str, scheme: str, model: str, wants: Wants) -> str:
    if kind != "auto":
        return kind
    if scheme == "scene":
        return "motion"
    if model:
        return "model"
    no_people = any(labels and not labels & FINDS["hog"] for labels in wants.values())
    return "motion" if no_people else "hog"


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
