"""What reads text in a picture, behind a Protocol, so that another reader can be plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from streaming.frames import Image
from vehicles.plate_lines import Line


class EngineMissingError(RuntimeError):
    """The packages that read plates are not installed."""


class OcrEngine(Protocol):
    def read(self, image: Image) -> Sequence[Line]:
        """Return the lines of text in a BGR picture, from top to bottom; may be called by threads."""
        ...


def default_engine() -> OcrEngine:
    """Return RapidOCR, one for the whole process; raises EngineMissingError, saying what to install."""
    try:
        # The package is an extra: without it the API still takes reads from outside.
        made: OcrEngine = import_module("vehicles.engines.rapid").shared_engine()
    except ImportError as error:
        raise EngineMissingError(
            "Reading plates needs rapidocr-onnxruntime: pip install -r requirements-vision.txt"
        ) from error
    return made
