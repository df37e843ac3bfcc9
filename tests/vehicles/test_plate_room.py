"""A trade plate's upper line is a plate by itself: what is around it says whether a second is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.frames import Image
from vehicles.plate_lines import Box, PlateLine
from vehicles.plate_room import with_room_in_mind
from vehicles.plates import read_plate

UPPER = "MH12A1234"
LINE: Box = (120, 100, 280, 126)
ONE: Box = (100, 94, 300, 132)
TWO: Box = (100, 94, 300, 164)
BLACK_ON_WHITE, WHITE_ON_GREEN = (235, 20), (90, 230)


def picture(plate: Box, colours: tuple[int, int] = BLACK_ON_WHITE, *, around: int = 150) -> Image:
    """A vehicle of one grey with a plate, on which every third column of the line is a letter's."""
    ground, letters = colours
    shown = np.full((300, 400, 3), around, np.uint8)
    left, top, right, bottom = map(int, plate)
    shown[top:bottom, left:right] = ground
    left, top, right, bottom = map(int, LINE)
    shown[top + 3 : bottom - 3, left:right:3] = letters
    return shown


def half(shown: Image, text: str = UPPER, plate: Box | None = None) -> bool:
    line = PlateLine(read_plate(text), 0.95, LINE)
    return with_room_in_mind(line, shown, plate).half


@pytest.mark.parametrize("colours", [BLACK_ON_WHITE, WHITE_ON_GREEN])
@pytest.mark.parametrize(("plate", "expected"), [(ONE, False), (TWO, True)])
def test_by_the_ground_that_it_stands_on(
    plate: Box, expected: bool, colours: tuple[int, int]
) -> None:
    assert half(picture(plate, colours)) is expected


def test_a_vehicle_of_the_plate_s_colour_says_nothing() -> None:
    assert not half(picture(ONE, around=235))


@pytest.mark.parametrize(("plate", "expected"), [(ONE, False), (TWO, True), (LINE, False)])
def test_by_the_box_of_a_detector_that_finds_plates(plate: Box, expected: bool) -> None:
    assert half(picture(ONE, around=235), plate=plate) is expected


@pytest.mark.parametrize(("rows", "expected"), [(130, True), (150, False)])
def test_a_line_that_the_picture_may_cut_off(rows: int, expected: bool) -> None:
    assert half(picture(ONE)[:rows]) is expected


def test_a_line_on_no_ground_of_its_own_says_nothing() -> None:
    shown = picture(TWO)
    shown[100:126, 120:280:2], shown[100:126, 121:280:2] = 0, 255
    assert not half(shown)


@pytest.mark.parametrize("text", ["KA01AB1234", "MH12A123", "MH12K1234", "AB12CDE"])
def test_no_other_plate_is_doubted(text: str) -> None:
    assert not half(picture(TWO), text)
