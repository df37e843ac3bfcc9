"""The smallest scene there can be: blue counts frames, green is the seed."""

from __future__ import annotations

import numpy as np

from streaming.frames import Image


class Stripes:
    def __init__(self, seed: int, width: int, height: int) -> None:
        self._seed = seed
        self._size = height, width

    def frame(self, n: int) -> Image:
        image = np.zeros((*self._size, 3), np.uint8)
        image[..., 0], image[..., 1] = n % 256, self._seed
        return image


def scene(name: str, *, seed: int, width: int, height: int, fps: float) -> Stripes:
    if name != "stripes":
        raise KeyError(name)
    return Stripes(seed, width, height)
