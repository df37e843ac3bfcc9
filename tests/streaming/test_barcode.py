"""The number burnt into a benchmark's picture survives JPEG; other pictures have none."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.streaming import barcode
from streaming import cards

CHANCE = np.random.default_rng(3)


@pytest.mark.parametrize("number", [0, 1, 2, 299, 2047, 4095])
def test_there_and_back(number: int) -> None:
    image = CHANCE.integers(0, 255, (720, 1280, 3), np.uint8)
    barcode.burn(image, number)
    assert barcode.read(cards.jpeg(image, 60)) == number


def test_a_picture_without_one() -> None:
    assert barcode.read(cards.jpeg(np.zeros((720, 1280, 3), np.uint8))) is None
    assert barcode.read(cards.jpeg(np.zeros((360, 640, 3), np.uint8))) is None
