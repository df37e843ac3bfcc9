"""High-security plates drawn for tests: one or two lines, tilted, blurred, noisy, small."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.lettering import write
from vehicles.plate_families import EXAMPLES

WHITE: Colour = (236, 238, 238)
BLACK: Colour = (22, 20, 20)
BLUE: Colour = (150, 70, 30)
MUD: Colour = (70, 80, 96)
CHARACTER = 17.0
"""Units of width for each character of a line."""


@dataclass(frozen=True, slots=True)
class Wear:
    """What happens to a plate before it is read; ``width`` is that of the plate in pixels.

    ``floor``: the share that must pass all the same.
    """

    name: str
    floor: float = 0.0
    width: int = 220
    tilt: float = 0.0
    blur: float = 0.0
    noise: float = 0.0


PLATES = (*EXAMPLES.values(), "DL3CAF9043", "KA01EK171", "22BH1234A", "23UN1", "TN09BX3472")
"""One of every family at least."""

HALVES = (
    *(("KA51", "AD6384"), ("DL1C", "AB1234"), ("DL1", "CAB1234")),
    *(("KA51", "MH1433"), ("TN22", "AP7788")),
)
"""Plates of two lines each of which has the look of a plate, or nearly so."""

TRADE = ("MH12A1234", "TC0001")
"""A plate of two lines whose upper one is a legal plate by itself."""

FRAMES = 3
WEARS = (
    Wear("clean", 0.8),
    Wear("tilted 8 degrees", 0.6, tilt=8),
    Wear("blurred", 0.6, blur=1.6),
    Wear("noisy", 0.6, noise=14),
    Wear("tilted, blurred, noisy", 0.4, tilt=5, blur=1.4, noise=10),
    Wear("far away", 0.2, width=90, blur=0.8, noise=6),
    Wear("badly blurred", blur=3.4, noise=10),
    Wear("badly blurred, far away", width=80, blur=1.8, noise=14),
)


def frames_of(text: str, *, lines: int, wear: Wear) -> list[Image]:
    """A few pictures of one plate, each with noise of its own."""
    return [plate_picture(text, lines=lines, wear=wear, seed=number) for number in range(FRAMES)]


def halved(upper: str, lower: str, *, dirty: int, wear: Wear) -> list[Image]:
    """The same of a plate of two lines, one of which (0 the upper) mud covers."""
    plate = _plate([_spaced(upper), _spaced(lower)])
    middle = plate.shape[0] * 52 // 100
    plate[slice(None, middle) if dirty == 0 else slice(middle, None)] = MUD
    return [_seen(plate, wear, number) for number in range(FRAMES)]


def patched(upper: str, lower: str, *, patch: Colour, wear: Wear) -> list[Image]:
    """The same of a plate of two lines whose lower letters are covered, and not the edge below them."""
    plate = _plate([_spaced(upper), _spaced(lower)])
    height, width = plate.shape[:2]
    plate[height * 54 // 100 : height * 92 // 100, width // 8 : width * 7 // 8] = patch
    return [_seen(plate, wear, number) for number in range(FRAMES)]


def plate_picture(text: str, *, lines: int, wear: Wear, seed: int) -> Image:
    """The plate on the grey front of a vehicle, as a camera would see it."""
    return _seen(_plate(_split(text) if lines == 2 else [_spaced(text)]), wear, seed)


def _seen(plate: Image, wear: Wear, seed: int) -> Image:
    scale = wear.width / plate.shape[1]
    small = cv2.resize(plate, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    front = np.full((height * 4, width * 2, 3), 96, np.uint8)
    top, left = height * 2, width // 2
    front[top : top + height, left : left + width] = small
    return _worn(front, wear, seed)


def _plate(texts: list[str]) -> Image:
    width = 26 + CHARACTER * max(map(len, texts))
    height = 10 + 38.0 * len(texts)
    image = np.zeros((round(height * 4), round(width * 4), 3), np.uint8)
    canvas = Canvas(image, 4)
    canvas.rectangle((0, 0, width, height), BLACK)
    canvas.rectangle((1.2, 1.2, width - 1.2, height - 1.2), WHITE)
    write(canvas, "IND", (3, height - 12, 16, height - 6), BLUE, stroke=1)
    for number, text in enumerate(texts):
        wide = CHARACTER * len(text)
        left = 20 + (width - 26 - wide) / 2
        write(canvas, text, (left, 9 + 38 * number, left + wide, 39 + 38 * number), BLACK, stroke=3)
    return image


def _worn(picture: Image, wear: Wear, seed: int) -> Image:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), wear.tilt, 1)
    seen = cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if wear.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), wear.blur)
    grain = np.random.default_rng(seed).normal(0, wear.noise, seen.shape)
    return np.asarray(np.clip(seen + grain, 0, 255), np.uint8)


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[A-Z]+|\d+", text))


def _split(text: str) -> list[str]:
    """Two lines: the last group of figures, and what follows it, stands below."""
    at = max(found.start() for found in re.finditer(r"\d+", text))
    return [_spaced(text[:at]), _spaced(text[at:])] if at else [_spaced(text)]
