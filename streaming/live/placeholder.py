"""The picture shown while a camera's capture process is absent.

Made with Pillow alone: a web process that only passes pictures on need not load OpenCV.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw, ImageEnhance

from streaming.capture.pictures import Size
from streaming.fonts import face, spelled

_SIZES: Final = {Size.SMALL: (640, 360), Size.MEDIUM: (1280, 720), Size.FULL: (1280, 720)}
_GROUND: Final = (40, 40, 40)
_PLATE: Final = (24, 24, 24)
_INK: Final = (235, 235, 235)
_DIMMED: Final = 0.35
"""As capture itself dims what it holds."""


def placeholder(name: str, size: Size, words: str, last: bytes | None = None) -> bytes:
    """Return a JPEG with the camera's name and ``words``: on ``last`` (a JPEG), dimmed, or on dark."""
    card = (_dimmed(last) if last else None) or Image.new("RGB", _SIZES[size], _GROUND)
    font = face(card.height // 20)
    text = spelled(f"{name}\n{words}".strip(), font)
    draw = ImageDraw.Draw(card)
    middle, spacing = (card.width / 2, card.height / 2), card.height // 40
    left, top, right, bottom = draw.multiline_textbbox(
        middle, text, font=font, anchor="mm", align="center", spacing=spacing
    )
    draw.rectangle((left - spacing, top - spacing, right + spacing, bottom + spacing), _PLATE)
    draw.multiline_text(
        middle, text, font=font, fill=_INK, anchor="mm", align="center", spacing=spacing
    )
    file = io.BytesIO()
    card.save(file, "JPEG", quality=80)
    return file.getvalue()


def _dimmed(jpeg: bytes) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    except OSError:
        return None
    return ImageEnhance.Brightness(picture).enhance(_DIMMED)
