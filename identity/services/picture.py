"""A sighting's picture, for the machine's eyes; people look through the authorised view."""

from __future__ import annotations

from factory.evidence.services import store
from identity.engines.base import EngineError
from identity.models import Sighting


def picture_of(sighting: Sighting) -> bytes:
    """Return the JPEG; raises EngineError where it has been deleted."""
    if sighting.snapshot is None:
        raise EngineError("the picture has been deleted")
    try:
        with store().open(sighting.snapshot.path) as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise EngineError("the picture's file is gone") from error
