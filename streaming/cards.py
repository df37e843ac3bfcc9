"""Pictures shown while a camera gives none: the last frame dimmed, or a dark card, and why."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from streaming.frames import Image
from streaming.labels import passing_label, paste

_INK: Final = (235, 235, 235)
_GROUND: Final = (24, 24, 24)


def held(image: Image, title: str, text: str) -> Image:
    """Return a dimmed copy of ``image`` with two lines in its middle."""
    dimmed = np.asarray(cv2.convertScaleAbs(image, alpha=0.35), np.uint8)
    height, width = image.shape[:2]
    words = passing_label(
        f"{title}\n{text}" if title else text, max(14, height // 24), _INK, _GROUND
    )
    paste(dimmed, words, (width - words.shape[1]) // 2, (height - words.shape[0]) // 2)
    return dimmed


def dark(width: int, height: int) -> Image:
    return np.full((height, width, 3), 40, np.uint8)


def jpeg(image: Image, quality: int = 80) -> bytes:
    """Return the picture as JPEG."""
    ok, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert ok, "OpenCV encodes every uint8 picture"
    return data.tobytes()
