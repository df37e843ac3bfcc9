"""What the local engine says of a picture before a paid one is asked; nothing where it is absent."""

from __future__ import annotations

from identity.engines.base import EngineError
from identity.engines.choice import engine_called
from identity.photo_rules import Examined


def examine(picture: bytes) -> Examined:
    """Return what is wrong with an enrolment photo, or could be better; raises Invalid."""
    try:
        look = getattr(engine_called("local"), "examine", None)
        found: Examined = look(picture) if look else Examined()
    except EngineError:
        return Examined()
    return found
