"""Visitors at the door: real face detectors find the one face there is, where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from streaming.frames import Image
from streaming.scenes import Scene, Truth, scene
from streaming.scenes import portrait as portrait_module
from streaming.scenes.portrait import portrait_file

SEED = 2
Boxes = Sequence[tuple[float, float, float, float]]

needs_portrait = pytest.mark.skipif(
    portrait_file() is None, reason="the vision extra (scikit-image) is not installed"
)


def door(seed: int = SEED) -> Scene:
    return scene("door", seed=seed)


def labels(found: tuple[Truth, ...]) -> list[str]:
    return [truth.label for truth in found]


def settled_frames(one: Scene, frames: int, step: int) -> list[int]:
    return [n for n in range(0, frames, step) if any(t.settled for t in one.truth(n))]


def empty_frames(one: Scene, frames: int, step: int) -> list[int]:
    return [n for n in range(0, frames, step) if not one.truth(n)]


def test_a_visitor_stays_about_four_seconds() -> None:
    one = door()
    stays: dict[str, int] = {}
    for n in range(15 * 140):
        for truth in one.truth(n):
            if truth.label == "person":
                stays[truth.key] = stays.get(truth.key, 0) + truth.settled
    assert len(stays) == 10
    assert all(4 <= frames / 15 <= 5 for frames in stays.values())


def test_the_door_is_left_alone_between_visits() -> None:
    one = door()
    share = len(empty_frames(one, 15 * 280, 5)) / len(range(0, 15 * 280, 5))
    assert 0.3 < share < 0.6


@needs_portrait
def test_a_visitor_has_one_face_inside_the_person() -> None:
    one = door()
    for n in settled_frames(one, 1_500, 15):
        person, face = one.truth(n)
        assert (person.label, face.label, face.text) == ("person", "face", "Eileen Collins")
        assert person.xyxy[0] < face.xyxy[0] < face.xyxy[2] < person.xyxy[2]
        assert person.xyxy[1] < face.xyxy[1] < face.xyxy[3] < person.xyxy[3]


def test_without_the_portrait_a_drawn_visitor_without_a_face_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portrait_module, "find_spec", lambda _: None)
    one = door()
    n = settled_frames(one, 600, 15)[0]
    empty = empty_frames(one, 600, 15)[0]
    assert labels(one.truth(n)) == ["person"]
    changed = np.abs(one.frame(n).astype(int) - one.frame(empty)).max(axis=2) > 25
    assert 0.1 < float(changed.mean()) < 0.5
    assert cascade_faces(one.frame(n)) == []


def cascade_faces(picture: Image) -> list[tuple[int, int, int, int]]:
    data = Path(cv2.__file__).with_name("data")
    finder = cv2.CascadeClassifier(str(data / "haarcascade_frontalface_default.xml"))
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found = finder.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=6, minSize=(60, 60))
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h in found]


def dlib_faces(picture: Image) -> list[tuple[int, int, int, int]]:
    reason = "the vision extra (dlib-bin) is not installed"
    dlib: Any = pytest.importorskip("dlib", reason=reason)
    rgb = np.ascontiguousarray(picture[..., ::-1])
    found = dlib.get_frontal_face_detector()(rgb, 0)
    return [(box.left(), box.top(), box.right(), box.bottom()) for box in found]


def overlap(a: Sequence[float], b: Sequence[float]) -> float:
    """Intersection over union."""
    wide = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    tall = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    both = wide * tall
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@needs_portrait
@pytest.mark.slow
@pytest.mark.parametrize("find", [cascade_faces, dlib_faces])
def test_a_detector_finds_exactly_the_one_face_while_it_is_there(
    find: Callable[[Image], Boxes],
) -> None:
    one = door()
    frames = settled_frames(one, 15 * 90, 15)
    assert len(frames) > 20
    for n in frames:
        face = next(truth for truth in one.truth(n) if truth.label == "face")
        (found,) = find(one.frame(n))
        assert overlap(found, face.xyxy) > 0.5


@pytest.mark.slow
@pytest.mark.parametrize("find", [cascade_faces, dlib_faces])
def test_a_detector_finds_no_face_at_the_empty_door(find: Callable[[Image], Boxes]) -> None:
    one = door()
    for n in empty_frames(one, 900, 45):
        assert list(find(one.frame(n))) == []
