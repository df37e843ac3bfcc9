"""Screenshots compared, to see whether anything has moved."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.int16]]


def pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"), np.int16)


def moved(before: Pixels, after: Pixels) -> bool:
    return bool((np.abs(before - after).max(axis=2) > 30).mean() > 0.001)
