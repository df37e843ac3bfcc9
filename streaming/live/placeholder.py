"""The picture shown while a camera's capture process is absent.

Made with Pillow alone: a web process that only passes pictures on need not load OpenCV.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

from PIL import Image, ImageDraw

from streaming.capture.pictures import Size
from streaming.fonts import face, spelled

_SIZES: Final = {Size.SMALL: (640, 360), Size.MEDIUM: (1280, 720), Size.FULL: (1280, 720)}
_GROUND: Final = (40, 40, 40)
_INK: Final = (235, 235, 235)


def placeholder(name: str, size: Size, since: datetime) -> bytes:
    """Return a dark JPEG with the camera's name; ``since`` is aware, shown with its zone."""
    width, height = _SIZES[size]
    card = Image.new("RGB", (width, height), _GROUND)
    font = face(height // 20)
    text = f"{name}\noffline since {since:%Y-%m-%d %H:%M:%S %Z}".strip()
    ImageDraw.Draw(card).multiline_text(
        (width / 2, height / 2),
        spelled(text, font),
        font=font,
        fill=_INK,
        anchor="mm",
        align="center",
        spacing=height // 40,
    )
    file = io.BytesIO()
    card.save(file, "JPEG", quality=80)
    return file.getvalue()
