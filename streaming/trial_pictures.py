"""The pictures on which ``manage.py models`` tries detectors and recognisers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from factory.core.errors import Invalid
from streaming.frames import Image
from streaming.scenes import scene
from streaming.scenes.plates import draw_plate
from streaming.scenes.portrait import portrait_photo

PLATE: Final = "KA01AB1234"
LARGEST_BYTES: Final = 50 * 1024 * 1024


def read_picture(path: Path) -> Image:
    """Return the picture in a file; raises Invalid."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST_BYTES else b""
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if image is None:
        raise Invalid(f"{path} is no picture that OpenCV can read.")
    return np.asarray(image, np.uint8)


def drawn_pictures() -> list[Image]:
    """Return some moments of the drawn yard, in which people walk."""
    yard = scene("gate-line", seed=7)
    return [yard.frame(n) for n in range(0, 60, 3)]


def drawn_subjects() -> Image:
    """Return a picture with a face, where scikit-image carries one, and a plate near enough to read."""
    canvas = np.full((720, 1280, 3), 128, np.uint8)
    plate = draw_plate(PLATE, commercial=False)
    for drawn, (x, y) in ((portrait_photo(), (384, 8)), (plate, (240, 440))):
        if drawn is not None:
            canvas[y : y + drawn.shape[0], x : x + drawn.shape[1]] = drawn
    return canvas
