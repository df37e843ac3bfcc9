"""Cut-out pictures with soft edges, in the sizes in which they are needed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from streaming.frames import Image


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


def faded(sprite: Sprite, share: float) -> Sprite:
    """The sprite with only that share of its cover, 0 to 1."""
    if share >= 1:
        return sprite
    bgr = np.asarray(cv2.convertScaleAbs(sprite.bgr, alpha=share), np.uint8)
    return Sprite(bgr, _scaled(sprite.alpha, share))


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
