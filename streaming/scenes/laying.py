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
    target = _inside(frame, box)
    if target.size:
        _over(target, _warped(sprite.bgr, target, box), _warped(sprite.alpha, target, box))


def _inside(frame: Image, box: Box) -> NDArray[np.uint8]:
    """The part of the frame that the box touches; empty where it touches none."""
    return frame[_from(box[1]) : _from(box[3] + 1), _from(box[0]) : _from(box[2] + 1)]


def _from(edge: float) -> int:
    return max(int(edge), 0)


def _warped(picture: Image, target: NDArray[np.uint8], box: Box) -> Image:
    """The picture stretched over the box, of which ``target`` is the part inside the frame."""
    height, width = picture.shape[:2]
    sx, sy = (box[2] - box[0]) / width, (box[3] - box[1]) / height
    left, top = box[0] - _from(box[0]), box[1] - _from(box[1])
    # Pixel centres are kept: without the half pixel the sprite swims while it grows.
    matrix = np.array([[sx, 0, left + (sx - 1) / 2], [0, sy, top + (sy - 1) / 2]], np.float64)
    size = (target.shape[1], target.shape[0])
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def darken(frame: Image, mask: Image, left: int, top: int, strength: float) -> None:
    """Take ``strength`` (0 to 1) of the light away where the mask is full."""
    black = Sprite(np.zeros((*mask.shape, 3), np.uint8), mask)
    paste(frame, faded(black, strength), left, top)


def contact_shadow(frame: Image, box: Box, strength: float) -> None:
    """A soft flat blot of shade; ``box`` is where its edge has faded out, in pixels."""
    target = _inside(frame, box)
    if target.size:
        _dim(target, _warped(faded(_BLOT, strength).alpha, target, box))


def _over(target: NDArray[np.uint8], bgr: Image, alpha: Image) -> None:
    _dim(target, alpha)
    cv2.add(target, bgr, dst=target)


def _dim(target: NDArray[np.uint8], alpha: Image) -> None:
    rest = three(np.asarray(cv2.bitwise_not(alpha), np.uint8))
    cv2.multiply(target, rest, dst=target, scale=1 / 255)
