"""The engine that this installation uses, made once per process; heavy libraries load only here."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import cast

from django.conf import settings

from identity.engines.base import EngineError, FaceEngine
from identity.engines.whereabouts import is_foreign, leads_to, where_in, where_is


def engine_name() -> str:
    """Return which engine FACE_ENGINE means; auto is Rekognition once AWS is configured."""
    if settings.FACE_ENGINE != "auto":
        return str(settings.FACE_ENGINE)
    configured = settings.AWS_ACCESS_KEY_ID or settings.AWS_ENDPOINT_URL_REKOGNITION
    return "rekognition" if configured else "local"


def here() -> str:
    """Return where Rekognition's collections are now, by settings."""
    return where_is(
        endpoint=settings.AWS_ENDPOINT_URL_REKOGNITION,
        region=settings.AWS_REGION,
        key_id=settings.AWS_ACCESS_KEY_ID,
    )


def face_engine() -> FaceEngine:
    """Return this process's engine; raises EngineError where its libraries are not installed."""
    return _engine(engine_name())


def engine_called(name: str, collection: str = "") -> FaceEngine:
    """Return an engine by its name: erasing also reaches faces that an earlier engine enrolled, and a
    ``collection`` that is elsewhere than settings lead to by now. Raises EngineError where that is an
    account of which we have no keys.
    """
    there = where_in(collection)
    if not there or leads_to(here(), there):
        return _engine(name)
    if is_foreign(here(), there):
        raise EngineError(f"the faces in {collection} are another account's: set its AWS_… keys")
    return _engine(name, there)


@lru_cache(maxsize=8)
def _engine(name: str, *there: str) -> FaceEngine:
    try:
        module = import_module(f"identity.engines.make_{name}")
    except ImportError as error:
        raise EngineError(
            f"the face engine {name!r} needs {error.name}: install requirements-vision.txt"
        ) from error
    return cast("FaceEngine", module.make(*there))


def forget_engines() -> None:
    """Make the engines anew at their next use: settings have changed."""
    _engine.cache_clear()
