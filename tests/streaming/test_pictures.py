"""Sizes of pictures, and which pictures are the same."""

from __future__ import annotations

import pytest

from streaming.capture.pictures import Picture, Size, distinct, fitted
from streaming.frames import Annotations, Detection, Shape

NAME = Detection("face", 0.9, (0, 0, 9, 9), text="Ada", personal=True)
CAR = Detection("car", 0.9, (0, 0, 9, 9))
HD = (1280, 720)


@pytest.mark.parametrize(
    ("size", "camera", "shown"),
    [
        (Size.SMALL, (1280, 720), (640, 360)),
        (Size.MEDIUM, (3840, 2160), (1280, 720)),
        (Size.MEDIUM, (768, 576), (768, 576)),
        (Size.FULL, (3840, 2160), (3840, 2160)),
        (Size.SMALL, (1366, 768), (640, 360)),
        (Size.SMALL, (1, 4000), (2, 360)),
    ],
)
def test_fitted(size: Size, camera: tuple[int, int], shown: tuple[int, int]) -> None:
    assert fitted(size, *camera) == shown


@pytest.mark.parametrize(
    ("picture", "seen", "panel", "same_as"),
    [
        pytest.param(
            Picture(personal=True), Annotations(), False, Picture(overlay=False), id="nothing drawn"
        ),
        pytest.param(
            Picture(personal=True), Annotations((CAR,)), False, Picture(), id="nothing personal"
        ),
        pytest.param(
            Picture(personal=True), Annotations((NAME,)), False, Picture(personal=True), id="a name"
        ),
        pytest.param(Picture(), Annotations(), True, Picture(), id="the panel is drawn"),
        pytest.param(
            Picture(), Annotations((), (Shape(((0, 0), (1, 1))),)), False, Picture(), id="a line"
        ),
        pytest.param(
            Picture(overlay=False, personal=True),
            Annotations((NAME,)),
            True,
            Picture(overlay=False),
            id="overlay off",
        ),
        pytest.param(
            Picture(Size.MEDIUM),
            Annotations((CAR,)),
            False,
            Picture(Size.FULL),
            id="medium is full",
        ),
        pytest.param(
            Picture(Size.SMALL),
            Annotations((CAR,)),
            False,
            Picture(Size.SMALL),
            id="small is small",
        ),
    ],
)
def test_distinct(picture: Picture, seen: Annotations, panel: bool, same_as: Picture) -> None:
    assert distinct(picture, seen, HD, panel=panel) == same_as
