"""dlib's networks, loaded once per process from the files that ``face_recognition_models`` carries.

The package itself cannot be imported any more (it needs pkg_resources); only its files are used.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import dlib

from identity.engines.base import EngineError

PACKAGE = "face_recognition_models"
LANDMARKS = "shape_predictor_5_face_landmarks.dat"
EMBEDDING = "dlib_face_recognition_resnet_model_v1.dat"


@dataclass(frozen=True, slots=True)
class Networks:
    """Detector, five landmarks, embedding of 128 numbers."""

    detect: Any
    landmarks: Any
    embed: Any


def model_folder() -> Path:
    """Return where the model files are; raises EngineError where the package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(
            "the local face engine needs requirements-vision.txt (face-recognition-models)"
        )
    return Path(spec.submodule_search_locations[0]) / "models"


@lru_cache(maxsize=1)
def networks() -> Networks:
    """Return the networks; the first call takes about a second and 130 MB."""
    folder = model_folder()
    return Networks(
        detect=dlib.get_frontal_face_detector(),
        landmarks=dlib.shape_predictor(str(folder / LANDMARKS)),
        embed=dlib.face_recognition_model_v1(str(folder / EMBEDDING)),
    )
