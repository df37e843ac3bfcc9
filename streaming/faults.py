"""What is shown of somebody else's failure: of a model, a runtime, a recogniser."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 200


def fault_of(error: BaseException) -> str:
    """Return an exception's kind and words on one line, short enough to be shown at a camera."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:LONGEST]
