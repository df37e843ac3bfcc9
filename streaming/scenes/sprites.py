"""Cut-out pictures with soft edges, and how they and their shadows are laid on a frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image
from streaming.scenes.canvas import Box


@dataclass(frozen=True, slots=True)
class Sprite:
    """``bgr`` is premultiplied by ``alpha`` (uint8[height, width]), so that edges carry no halo."""

    bgr: Image
    alpha: Image

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.alpha.shape[1], self.alpha.shape[0]


def cut_out(bgr: Image, alpha: Image) -> Sprite:
    return Sprite(np.asarray(cv2.multiply(bgr, three(alpha), scale=1 / 255), np.uint8), alpha)


def three(alpha: Image) -> Image:
    return np.asarray(cv2.merge((alpha, alpha, alpha)), np.uint8)


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
    paste(frame, Sprite(black.bgr, _scaled(mask, strength)), left, top)


def faded(sprite: Sprite, share: float) -> Sprite:
    """The sprite with only that share of its cover, 0 to 1."""
    if share >= 1:
        return sprite
    bgr = np.asarray(cv2.convertScaleAbs(sprite.bgr, alpha=share), np.uint8)
    return Sprite(bgr, _scaled(sprite.alpha, share))


def contact_shadow(frame: Image, box: Box, strength: float) -> None:
    """A soft flat blot on the ground; ``box`` is where its edge has faded out, in pixels."""
    paste_scaled(frame, faded(_BLOT, strength), box)


def resized(sprite: Sprite, factor: float) -> Sprite:
    size = tuple(max(1, round(side * factor)) for side in sprite.size)
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    bgr = cv2.resize(sprite.bgr, (size[0], size[1]), interpolation=how)
    alpha = cv2.resize(sprite.alpha, (size[0], size[1]), interpolation=how)
    return Sprite(np.asarray(bgr, np.uint8), np.asarray(alpha, np.uint8))


def pyramid(sprite: Sprite, levels: int) -> tuple[Sprite, ...]:
    """The sprite at full, half, quarter ... size: shrinking far in one linear step would flicker."""
    made = [sprite]
    for _ in range(levels - 1):
        made.append(resized(made[-1], 0.5))
    return tuple(made)


def fitting(levels: tuple[Sprite, ...], width: float) -> Sprite:
    """The smallest level that need not grow by more than a fifth to be ``width`` pixels wide."""
    return next((s for s in reversed(levels) if s.size[0] * 1.2 >= width), levels[0])


def _scaled(mask: Image, factor: float) -> Image:
    return np.asarray(cv2.convertScaleAbs(mask, alpha=factor), np.uint8)


def _over(target: NDArray[np.uint8], bgr: Image, alpha: Image) -> None:
    rest = cv2.multiply(target, three(np.asarray(cv2.bitwise_not(alpha), np.uint8)), scale=1 / 255)
    cv2.add(rest, bgr, dst=target)
