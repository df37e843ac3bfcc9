"""The typeface of everything drawn into pictures: DejaVu Sans, which knows the letters of most names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from PIL import ImageFont

NAME = "DejaVuSans.ttf"


@lru_cache(maxsize=64)
def face(pixels: int) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans, from the system or from matplotlib's wheel; else Pillow's own ASCII face."""
    for place in _places():
        try:
            return ImageFont.truetype(place, pixels)
        except OSError:
            continue
    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(pixels))


def spelled(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Return ``text`` as this face can show it: without its accents where the face knows only ASCII."""
    if font.getname()[0] == "DejaVu Sans":
        return text
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _places() -> Iterator[str]:
    yield NAME
    # Looked up, not imported: supervision brings it, but nobody needs to load it for its files.
    matplotlib = find_spec("matplotlib")
    if matplotlib and matplotlib.origin:
        yield str(Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf" / NAME)
