"""Which detector a camera gets; models are loaded once for each process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from stat import S_ISREG
from typing import Final, TypeAlias

import numpy as np

from factory.core.memo import Memo
from streaming.detectors.motion import MotionDetector
from streaming.faults import fault_of
from streaming.frames import Detection, Detector, Image

NO_FILE: Final = "DETECTOR_MODEL does not name a file."
BLANK: Final[Image] = np.zeros((64, 64, 3), np.uint8)
"""Looked at once when a model is loaded: one of another family fails here, not at every frame."""


Stamp: TypeAlias = tuple[int, int]
"""When a file was changed, and its bytes."""
REFUSED_S: Final = 60.0
_refusals: Final = Memo[tuple[Path, Stamp], str](REFUSED_S)
"""Asked every two seconds for each camera, a file that was refused is not loaded each time; but perhaps
only memory was short, and it will do later."""


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


def _model(model: str) -> Detector:
    try:
        stat = Path(model).stat()
    except OSError as error:
        raise NoModelError(NO_FILE) from error
    if not S_ISREG(stat.st_mode):
        raise NoModelError(NO_FILE)
    path, stamp = Path(model), (stat.st_mtime_ns, stat.st_size)
    why = _refusals.get((path, stamp), partial(_refusal, path, stamp))
    if why:
        raise NoModelError(why)
    return _loaded(path, stamp)


def _refusal(path: Path, stamp: Stamp) -> str:
    """Return why the model cannot be used; empty if it can."""
    try:
        _loaded(path, stamp)
    except ImportError:
        return "Install requirements-vision.txt to use DETECTOR_MODEL."
    except Exception as error:  # noqa: BLE001 - a runtime raises what it likes of a file it cannot use
        return f"DETECTOR_MODEL is no YOLOX model that can be used: {fault_of(error)}"
    return ""


@lru_cache(maxsize=2)
def _loaded(path: Path, _stamp: Stamp) -> Detector:
    """Return the model, loaded once for as long as the file is the same, for which the stamp stands."""
    # onnxruntime is an extra: without it cameras still stream.
    made: Detector = import_module("streaming.detectors.yolox").YoloxDetector(path)
    made(BLANK)
    return made


@lru_cache(maxsize=1)
def _hog() -> Detector:
    made: Detector = import_module("streaming.detectors.hog").HogDetector()
    return made


def _nothing(_image: Image) -> Sequence[Detection]:
    return ()
