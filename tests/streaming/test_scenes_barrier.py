"""Vehicles at the barrier: who calls, what they do, and that a real OCR reads their plates."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from streaming.frames import Image
from streaming.scenes import Scene, Truth, scene
from streaming.scenes.driving import ARRIVING, moment
from streaming.scenes.fleet import AUTHORISED_PLATES, BLOCKED_PLATES, FLEET, UNKNOWN_PLATES
from streaming.scenes.plates import draw_plate, spaced
from streaming.scenes.visits import PERIOD, visit_at

# Two letters of a state in use, district, series without I and O, four figures.
STANDARD = re.compile(r"(AP|DL|GJ|HR|KA|MH|TN)\d{1,2}[A-HJ-NP-Z]{1,3}\d{4}")
SEED = 4


def barrier() -> Scene:
    return scene("barrier", seed=SEED)


def waiting_frame(number: int) -> int:
    """A frame in the middle of that visit's wait."""
    return round((number * PERIOD + ARRIVING + 3) * 15)


def visits(*, dirty: bool) -> dict[str, int]:
    """The first clean, or dirty, visit of each vehicle."""
    found: dict[str, int] = {}
    for number in range(400):
        visit = visit_at(SEED, number * PERIOD)
        if visit.dirty == dirty:
            found.setdefault(visit.vehicle.plate, number)
    return found


def plate_of(one: Scene, n: int) -> Truth:
    return next(truth for truth in one.truth(n) if truth.label == "plate")


def test_the_fleet_is_of_valid_plates_in_three_standings() -> None:
    plates = [vehicle.plate for vehicle in FLEET]
    assert all(STANDARD.fullmatch(plate) for plate in plates)
    assert len(set(plates)) == len(plates)
    assert sorted(plates) == sorted(AUTHORISED_PLATES + BLOCKED_PLATES + UNKNOWN_PLATES)
    assert (len(AUTHORISED_PLATES), len(BLOCKED_PLATES), len(UNKNOWN_PLATES)) == (4, 1, 3)


def test_every_vehicle_calls_once_a_round() -> None:
    for start in (0, 8, 80):
        called = [visit_at(1, (start + k) * PERIOD).vehicle.plate for k in range(len(FLEET))]
        assert sorted(called) == sorted(vehicle.plate for vehicle in FLEET)


def test_about_one_in_seven_is_dirty() -> None:
    dirty = sum(visit_at(1, number * PERIOD).dirty for number in range(1_000))
    assert 100 < dirty < 180


@pytest.mark.parametrize("number", range(24))
def test_a_visit_is_arriving_waiting_six_seconds_and_leaving(number: int) -> None:
    visit = visit_at(SEED, number * PERIOD)
    times = [number * PERIOD + second / 10 for second in range(int(PERIOD * 10))]
    moments = [moment(visit, at) for at in times]
    waited = sum(now is not None and now.waiting for now in moments) / 10
    assert 6 <= waited <= 7
    first, last = moments[0], moments[-1]
    assert first is not None
    assert first.distance > 10
    assert last is None
    nearest = min(now.distance for now in moments if now and now.distance)
    assert (nearest < 1) == visit.admitted
    assert any(now and now.lifted > 0.99 for now in moments) == visit.admitted


def test_the_blocked_and_the_illegible_are_turned_away() -> None:
    every = [visit_at(SEED, number * PERIOD) for number in range(200)]
    for visit in every:
        refused = visit.dirty or visit.vehicle.plate in BLOCKED_PLATES
        assert visit.admitted == (not refused)


def test_the_plate_fills_two_hundred_pixels_while_it_waits() -> None:
    plate = plate_of(barrier(), waiting_frame(0))
    left, top, right, bottom = plate.xyxy
    assert (right - left, bottom - top) == (200, 48)
    assert plate.settled


def test_commercial_plates_are_yellow_and_private_ones_white() -> None:
    yellow, white = (draw_plate("KA01AB1234", commercial=kind) for kind in (True, False))
    blue, _, red = (int(part) for part in np.median(yellow.reshape(-1, 3), axis=0))
    assert (blue < 80, red > 200) == (True, True)
    assert int(np.median(white)) > 220


@pytest.mark.parametrize(
    ("text", "painted"),
    [
        ("KA01AB1234", "KA 01 AB 1234"),
        ("DL3CAF9043", "DL 3 CAF 9043"),
        ("22BH1234AA", "22 BH 1234 AA"),
    ],
)
def test_a_plate_is_painted_in_its_groups(text: str, painted: str) -> None:
    assert spaced(text) == painted


@pytest.fixture(scope="module")
def ocr() -> Any:
    reason = "the vision extra (rapidocr-onnxruntime) is not installed"
    return pytest.importorskip("rapidocr_onnxruntime", reason=reason).RapidOCR()


def reads(ocr: Any, picture: Image) -> dict[str, float]:
    """Text without spaces to confidence."""
    lines, _ = ocr(picture)
    return {str(text).replace(" ", ""): float(score) for _, text, score in lines or ()}


def crop(picture: Image, plate: Truth) -> Image:
    left, top, right, bottom = (round(value) for value in plate.xyxy)
    return np.ascontiguousarray(picture[top - 10 : bottom + 10, left - 14 : right + 14])


@pytest.mark.slow
@pytest.mark.parametrize("plate", [vehicle.plate for vehicle in FLEET])
def test_ocr_reads_every_clean_plate_exactly_whole_frame_and_crop(ocr: Any, plate: str) -> None:
    one, n = barrier(), waiting_frame(visits(dirty=False)[plate])
    picture, truth = one.frame(n), plate_of(one, n)
    assert (truth.text, truth.legible) == (plate, True)
    # Strictly above the product's default OCR_CONFIDENCE_THRESHOLD, or the gate would not open.
    assert reads(ocr, picture).get(plate, 0) > 0.85
    assert reads(ocr, crop(picture, truth)).get(plate, 0) > 0.85


@pytest.mark.slow
@pytest.mark.parametrize("plate", [vehicle.plate for vehicle in FLEET])
def test_ocr_does_not_get_a_confident_read_of_a_dirty_plate(ocr: Any, plate: str) -> None:
    one, n = barrier(), waiting_frame(visits(dirty=True)[plate])
    picture, truth = one.frame(n), plate_of(one, n)
    assert not truth.legible
    for seen in (picture, crop(picture, truth)):
        assert reads(ocr, seen).get(plate, 0) <= 0.85
