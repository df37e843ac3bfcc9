"""Surfaces of the scenes' backgrounds: stains, gradients, soft shadows. Slow; made once a scene."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.noise import rng
from streaming.scenes.view import Point, View


def clouds(view: View, *, seed: int, cell: float, octaves: int = 4) -> NDArray[np.float32]:
    """Smooth random values between about -1 and 1; the largest blots are ``cell`` units wide."""
    total = np.zeros((view.height, view.width), np.float32)
    for octave in range(octaves):
        step = max(cell * view.scale / 2**octave, 1.0)
        shape = (int(view.height / step) + 3, int(view.width / step) + 3)
        coarse = rng(seed, octave).uniform(-1, 1, shape).astype(np.float32)
        fine = cv2.resize(coarse, (view.width, view.height), interpolation=cv2.INTER_CUBIC)
        total += np.asarray(fine, np.float32) * np.float32(0.55**octave)
    return total


def light(image: Image, factor: NDArray[np.float32]) -> None:
    """Multiply every pixel's brightness, in place."""
    lit = image.astype(np.float32) * factor[..., None]
    np.copyto(image, np.clip(lit, 0, 255).astype(np.uint8))


def mask_of(
    view: View, polygons: Sequence[Sequence[Point]], blur: float = 0.0
) -> NDArray[np.float32]:
    """1 inside the polygons, 0 outside, with an edge ``blur`` units soft."""
    mask = np.zeros((view.height, view.width), np.uint8)
    canvas = Canvas(mask, view.scale, view.origin)
    for polygon in polygons:
        canvas.polygon(polygon, (255, 255, 255))
    soft = cv2.GaussianBlur(mask, (0, 0), blur * view.scale) if blur else mask
    return np.asarray(soft, np.float32) / np.float32(255)


def shadow(
    image: Image, view: View, polygon: Sequence[Point], *, strength: float, blur: float
) -> None:
    light(image, 1 - np.float32(strength) * mask_of(view, [polygon], blur))


def vertical_gradient(
    canvas: Canvas, box: tuple[float, float, float, float], ends: tuple[Colour, Colour]
) -> None:
    """Fill the box from the first colour at its top to the second at its bottom."""
    left, top, right, bottom = box
    steps = max(2, round((bottom - top) * canvas.scale))
    for step in range(steps):
        share = step / (steps - 1)
        low, high = (top + (bottom - top) * edge / steps for edge in (step, step + 1.5))
        colour = tuple(a + (b - a) * share for a, b in zip(*ends, strict=True))
        canvas.rectangle((left, low, right, min(high, bottom)), (colour[0], colour[1], colour[2]))


def vignette(view: View, strength: float) -> NDArray[np.float32]:
    """How much light a cheap lens lets through, less towards the corners."""
    y, x = np.mgrid[-1 : 1 : view.height * 1j, -1 : 1 : view.width * 1j]
    return np.asarray(1 - strength * (x * x + y * y) / 2, np.float32)
