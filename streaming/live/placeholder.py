"""The picture shown while a camera's capture process is absent."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from streaming import cards
from streaming.capture.pictures import Size

_WIDTHS: Final = {Size.SMALL: (640, 360), Size.MEDIUM: (1280, 720), Size.FULL: (1280, 720)}


def placeholder(name: str, size: Size, since: datetime) -> bytes:
    """Return a dark JPEG with the camera's name; ``since`` is aware, shown with its zone."""
    text = f"offline since {since:%Y-%m-%d %H:%M:%S %Z}".rstrip()
    return cards.jpeg(cards.held(cards.dark(*_WIDTHS[size]), name, text))
