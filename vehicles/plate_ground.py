"""How high the ground is on which a line of text stands: a plate's own white, yellow, green or black."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image
from vehicles.plate_lines import Box

NO_PLATE: Final = 4.0
"""Heights of a line; what is higher is no plate: a bumper of the plate's colour, or the whole vehicle."""

LEAST_WIDTH: Final = 0.8
"""Of the line's own: a narrower ground is the inside of a letter."""

LIKE_THE_GROUND: Final = 40
"""Levels of grey by which a plate's own ground differs from place to place."""


def heights_of_ground(line: Box, picture: Image) -> float:
    """Return how many lines high the even ground under a line is; 0 where it does not end in sight."""
    left, top, right, bottom = _around(line, picture)
    columns = slice(max(0, round(line[0])) - left, round(line[2]) - left)
    rows = slice(max(0, round(line[1])) - top, round(line[3]) - top)
    ground = _ground(picture[top:bottom, left:right], rows, columns)
    across = np.flatnonzero(ground[:, columns].any(axis=0))
    endless = ground[0].any() or ground[-1].any()
    if endless or len(across) < LEAST_WIDTH * (line[2] - line[0]):
        return 0.0
    seen = ground[:, columns][:, across]
    first, last = seen.argmax(axis=0), len(seen) - seen[::-1].argmax(axis=0)
    # The box of a tilted line is higher than the line.
    tilt = abs(np.polyfit(across, first + last, 1)[0]) / 2
    height = max(1.0, line[3] - line[1] - tilt * (line[2] - line[0]))
    return float(np.median(last - first) / height)


def _ground(picture: Image, rows: slice, columns: slice) -> NDArray[np.bool_]:
    """Where the picture shows the ground of what stands in these rows and columns, in one piece."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.int16)
    # The corners of a tilted line's box are of something else.
    heart = _middle(rows), _middle(columns)
    # Letters cover less than half of it, whichever of the two is the darker.
    alike = np.abs(grey - np.median(grey[heart])) < LIKE_THE_GROUND
    _, pieces = cv2.connectedComponents(alike.astype(np.uint8))
    sizes = np.bincount(pieces[heart].ravel())
    sizes[0] = 0  # the letters
    return np.asarray((pieces == sizes.argmax()) & alike)


def _middle(span: slice) -> slice:
    quarter = (span.stop - span.start) // 4
    return slice(span.start + quarter, span.stop - quarter)


def _around(line: Box, picture: Image) -> tuple[int, int, int, int]:
    width, height = line[2] - line[0], line[3] - line[1]
    left, top = line[0] - width / 2, line[1] - NO_PLATE * height
    right, bottom = line[2] + width / 2, line[3] + NO_PLATE * height
    high, wide = picture.shape[:2]
    return max(0, int(left)), max(0, int(top)), min(wide, int(right)), min(high, int(bottom))
