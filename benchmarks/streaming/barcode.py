"""A frame's number burnt into its picture, so that latency can be read where the picture arrives."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image

BITS: Final = 12
CELL: Final = 32
"""Pixels of a cell at 720 lines: four JPEG blocks, which survive H.264 and JPEG."""
EDGE: Final = 16


def burn(image: Image, number: int) -> None:
    """Draw ``number`` (0 to 4095) into the lower left corner, in place: white, black, bits, parity."""
    bits = [number >> place & 1 for place in range(BITS)]
    top = image.shape[0] - EDGE - CELL
    for place, bit in enumerate([1, 0, *bits, sum(bits) % 2]):
        left = EDGE + place * CELL
        image[top : top + CELL, left : left + CELL] = 235 if bit else 20


def read(jpeg: bytes) -> int | None:
    """Return the number in a JPEG of 720 lines; None where there is none."""
    grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_2)
    if grey is None or grey.shape[0] != 360:
        return None
    white, black, *bits, parity = _cells(np.asarray(grey, np.uint8))
    sound = white and not black and sum(bits) % 2 == parity
    return sum(bit << place for place, bit in enumerate(bits)) if sound else None


def _cells(grey: NDArray[np.uint8]) -> list[int]:
    half, cell = EDGE // 2, CELL // 2
    middle = grey.shape[0] - half - cell // 2
    columns = [half + place * cell + cell // 2 for place in range(BITS + 3)]
    return [int(grey[middle - 2 : middle + 3, x - 2 : x + 3].mean() > 128) for x in columns]
