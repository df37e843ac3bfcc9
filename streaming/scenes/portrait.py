"""The one real face of the demo: the public-domain portrait that scikit-image's package carries.

NASA's picture of Eileen Collins (``skimage.data.astronaut``), cut out by hand. The file is found on
disk; scikit-image itself is never imported.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas
from streaming.scenes.sprites import Sprite, cut_out
from streaming.scenes.view import Box, Point

SUBJECT = "Eileen Collins"
SIZE = 512.0
"""The portrait is square; coordinates below are its own pixels."""

FACE: Box = (179.0, 83.0, 266.0, 170.0)
"""Where dlib's frontal face detector finds the face."""

SHOULDERS = 344
"""Below this row lies a round patch that dlib takes for a second face."""

_FEATHER = 1.3

# Clockwise from the left sleeve: shoulder, collar ring, jaw, hair, jaw, ring, shoulder, helmet.
_OUTLINE: tuple[Point, ...] = (
    (33, 530), (26, 470), (20, 415), (22, 385), (30, 330), (40, 290), (54, 252), (76, 234),
    (100, 214), (116, 203), (115, 188), (122, 186), (126, 170), (136, 158), (154, 150), (172, 148),
    (185, 149), (184, 138), (181, 131), (174, 124), (165, 112), (157, 100), (154, 84), (154, 68),
    (160, 54), (172, 44), (187, 35), (200, 25), (216, 18), (232, 16), (250, 19), (266, 25),
    (283, 36), (292, 50), (298, 66), (301, 84), (298, 103), (290, 119), (279, 128), (274, 135),
    (268, 136), (264, 147), (258, 160), (256, 173), (270, 180), (285, 194), (297, 212), (304, 234),
    (323, 246), (338, 259), (347, 281), (355, 311), (361, 333), (363, 347), (382, 344), (406, 345),
    (438, 355), (464, 376), (484, 406), (494, 438), (498, 455), (505, 468), (511, 490), (514, 530),
)  # fmt: skip


def portrait_file() -> Path | None:
    """None where scikit-image is not installed."""
    spec = find_spec("skimage")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "data", "astronaut.png")
        if path.is_file():
            return path
    return None


def load_portrait() -> Sprite | None:
    """The woman without her background, 512 x 512; None where the picture is not there."""
    path = portrait_file()
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path else None
    if picture is None:
        return None
    bgr = np.asarray(picture, np.uint8)
    return cut_out(bgr, _cover(bgr))


def portrait_photo() -> Image | None:
    """The picture as a passport photo would show her, 512 x 344; None where it is not there."""
    path = portrait_file()
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR) if path else None
    return None if picture is None else np.asarray(picture[:SHOULDERS], np.uint8)


def _cover(bgr: Image) -> Image:
    mask = np.zeros(bgr.shape[:2], np.uint8)
    Canvas(mask).polygon(_OUTLINE, (255, 255, 255))
    # Taken in a little before it is softened, or the studio's grey shines through the edge.
    inner = cv2.erode(mask, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.GaussianBlur(inner, (0, 0), _FEATHER), np.uint8)
