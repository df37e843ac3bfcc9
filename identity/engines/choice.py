"""The engine that this installation uses, made once per process; heavy libraries load only here."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import cast

from django.conf import settings

from identity.engines.base import EngineError, FaceEngine


def engine_name() -> str:
    """Return which engine FACE_ENGINE means; auto is Rekognition once AWS is configured."""
    if settings.FACE_ENGINE != "auto":
        return str(settings.FACE_ENGINE)
    configured = settings.AWS_ACCESS_KEY_ID or settings.AWS_ENDPOINT_URL_REKOGNITION
    return "rekognition" if configured else "local"


def face_engine() -> FaceEngine:
    """Return this process's engine; raises EngineError where its libraries are not installed."""
    return _engine(engine_name())


def engine_called(name: str) -> FaceEngine:
    """Return an engine by its name: erasing also reaches faces that an earlier engine enrolled."""
    return _engine(name)


@lru_cache(maxsize=2)
def _engine(name: str) -> FaceEngine:
    try:
        module = import_module(f"identity.engines.make_{name}")
    except ImportError as error:
        raise EngineError(
            f"the face engine {name!r} needs {error.name}: install requirements-vision.txt"
        ) from error
    return cast("FaceEngine", module.make())


def forget_engines() -> None:
    """Make the engines anew at their next use: settings have changed."""
    _engine.cache_clear()
