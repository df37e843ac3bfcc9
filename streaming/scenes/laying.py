"""How cut-out pictures and their shadows are laid on a frame."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image
from streaming.scenes.sprites import Sprite, faded, three
from streaming.scenes.view import Box


def _blot() -> Sprite:
    x, y = np.meshgrid(np.linspace(-1, 1, 96), np.linspace(-1, 1, 24))
    cover = np.clip((1 - np.abs(x) ** 3) * (1 - y * y), 0, 1)
    return Sprite(np.zeros((24, 96, 3), np.uint8), np.rint(cover * 255).astype(np.uint8))


_BLOT = _blot()


def paste(frame: Image, sprite: Sprite, left: int, top: int) -> None:
    """Lay the sprite with its corner at a whole pixel; what is outside the frame is cut."""
    width, height = sprite.size
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, frame.shape[1]), min(top + height, frame.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    _over(frame[y0:y1, x0:x1], sprite.bgr[part], sprite.alpha[part])


def paste_scaled(frame: Image, sprite: Sprite, box: Box) -> None:
    """Lay the sprite into a box of broken pixels, computing only what is in the frame."""
    left, top, right, bottom = box
    x0, y0 = max(int(left), 0), max(int(top), 0)
    x1, y1 = min(int(right) + 1, frame.shape[1]), min(int(bottom) + 1, frame.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    width, height = sprite.size
    sx, sy = (right - left) / width, (bottom - top) / height
    # Pixel centres are kept: without the half pixel the sprite swims while it grows.
    matrix = np.array(
        [[sx, 0, left - x0 + (sx - 1) / 2], [0, sy, top - y0 + (sy - 1) / 2]], dtype=np.float64
    )
    size = (x1 - x0, y1 - y0)
    bgr = cv2.warpAffine(sprite.bgr, matrix, size, flags=cv2.INTER_LINEAR)
    alpha = cv2.warpAffine(sprite.alpha, matrix, size, flags=cv2.INTER_LINEAR)
    _over(frame[y0:y1, x0:x1], np.asarray(bgr, np.uint8), np.asarray(alpha, np.uint8))


def darken(frame: Image, mask: Image, left: int, top: int, strength: float) -> None:
    """Take ``strength`` (0 to 1) of the light away where the mask is full."""
    black = Sprite(np.zeros((*mask.shape, 3), np.uint8), mask)
    paste(frame, faded(black, strength), left, top)


def contact_shadow(frame: Image, box: Box, strength: float) -> None:
    """A soft flat blot on the ground; ``box`` is where its edge has faded out, in pixels."""
    paste_scaled(frame, faded(_BLOT, strength), box)


def _over(target: NDArray[np.uint8], bgr: Image, alpha: Image) -> None:
    rest = cv2.multiply(target, three(np.asarray(cv2.bitwise_not(alpha), np.uint8)), scale=1 / 255)
    cv2.add(rest, bgr, dst=target)
