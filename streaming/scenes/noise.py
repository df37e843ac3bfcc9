"""Randomness that depends on seed and number alone, and the grain that a sensor adds to a picture."""

from __future__ import annotations

import cv2
import numpy as np

from streaming.frames import Image

_MARGIN = 64  # the grain is this much larger than the picture, and shifted for each frame


def rng(*key: int) -> np.random.Generator:
    """The same numbers for the same key, on every machine; keys may be negative."""
    return np.random.default_rng([part % (1 << 63) for part in key])


class Grain:
    """Sensor noise of about ``sigma`` grey levels, different in each frame, at two passes a frame."""

    def __init__(self, width: int, height: int, *, seed: int, sigma: float) -> None:
        shape = (height + _MARGIN, width + _MARGIN, 3)
        levels = rng(seed, 1).normal(0, sigma, shape)
        self._brighter = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
        self._darker = np.clip(np.rint(-levels), 0, 255).astype(np.uint8)
        self._seed = seed

    def add_to(self, frame: Image, n: int) -> None:
        dx, dy = rng(self._seed, 2, n).integers(0, _MARGIN, 2)
        height, width = frame.shape[:2]
        part = np.s_[dy : dy + height, dx : dx + width]
        cv2.add(frame, self._brighter[part], dst=frame)
        cv2.subtract(frame, self._darker[part], dst=frame)
