"""People at the counting line: the timetable adds up, and a moving-object detector sees each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from streaming.frames import Image
from streaming.scenes import Scene, Truth, scene

FPS = 10.0


def gate(seed: int = 0, width: int = 960, height: int = 540) -> Scene:
    return scene("gate-line", seed=seed, width=width, height=height, fps=FPS)


def crossings(one: Scene, frames: int) -> list[tuple[int, Truth]]:
    return [(n, truth) for n in range(frames) for truth in one.truth(n) if truth.crossing]


@pytest.mark.parametrize("seed", range(4))
def test_each_person_crosses_once_and_the_yard_never_owes_anybody(seed: int) -> None:
    seen = crossings(gate(seed), 6_000)
    assert max(Counter(truth.key for _, truth in seen).values()) == 1
    inside = np.cumsum([1 if truth.crossing == "in" else -1 for _, truth in seen])
    assert inside.min() >= 0
    assert inside.max() <= 10
    assert {truth.crossing for _, truth in seen} == {"in", "out"}


def test_the_crossing_is_the_frame_in_which_the_feet_pass_the_shape() -> None:
    one = gate(3)
    ((x0, y0), (x1, y1)) = one.shapes[0].points

    def side(n: int, key: str) -> bool:
        left, _, right, feet = next(t for t in one.truth(n) if t.key == key).xyxy
        return (left + right) / 2 >= x0 + (x1 - x0) * (feet - y0) / (y1 - y0)

    seen = crossings(one, 2_000)
    assert len(seen) > 10
    for n, truth in seen:
        before, after = side(n - 1, truth.key), side(n, truth.key)
        assert (before, after) == ((False, True) if truth.crossing == "in" else (True, False))


def test_sometimes_two_at_once_sometimes_nobody_sometimes_one_lingers() -> None:
    one = gate(1)
    moments = [one.truth(n) for n in range(0, 6_000, 5)]
    assert {0, 1, 2} <= {len(moment) for moment in moments}
    assert any(truth.settled for moment in moments for truth in moment)


def test_everybody_is_gone_before_the_next_comes_on_the_same_path() -> None:
    """Nobody on a path is ever nearer to another there than a body's height."""
    one = gate(2)
    for n in range(0, 6_000, 3):
        whole = [t for t in one.truth(n) if t.xyxy[0] > 0 and t.xyxy[2] < one.width]
        for feet in {t.xyxy[3] for t in whole}:
            middles = sorted((t.xyxy[0] + t.xyxy[2]) / 2 for t in whole if t.xyxy[3] == feet)
            assert all(gap > 125 for gap in np.diff(middles))


def moving_blobs(frames: Iterator[Image]) -> Iterator[int]:
    """How many things move in each picture: background subtraction and contours, off the shelf."""
    subtractor = cv2.createBackgroundSubtractorMOG2(history=400, varThreshold=30)
    close = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 15))
    for frame in frames:
        sure = cv2.threshold(subtractor.apply(frame), 200, 255, cv2.THRESH_BINARY)[1]
        tidy = cv2.morphologyEx(cv2.medianBlur(sure, 3), cv2.MORPH_CLOSE, close)
        found, _ = cv2.findContours(tidy, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        yield sum(cv2.contourArea(contour) > 300 for contour in found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_moving_object_detector_sees_one_blob_for_each_person(seed: int) -> None:
    one = gate(seed, width=640, height=360)
    numbers = range(1_000)
    counted = list(moving_blobs(one.frame(n) for n in numbers))
    right, judged = 0, 0
    for n in numbers[20:]:
        people = one.truth(n)
        if any(t.settled or t.xyxy[0] < 4 or t.xyxy[2] > one.width - 4 for t in people):
            continue  # half in the picture, or standing until the background learns them
        judged += 1
        right += counted[n] == len(people)
    assert judged > 500
    assert right / judged > 0.97
