"""Which detector a camera gets, and what is said where it finds nothing for whom the camera feeds."""

from __future__ import annotations

import numpy as np
import pytest

from streaming.detectors.choosing import detector_for, useless_to
from streaming.detectors.hog import HogDetector
from streaming.detectors.motion import MotionDetector
from streaming.vision.wants import wants_of

ANY: frozenset[str] = frozenset()
CARS = frozenset({"vehicle", "plate"})
PEOPLE = frozenset({"person"})


@pytest.mark.parametrize(
    ("kind", "scheme", "wants", "made"),
    [
        ("auto", "rtsp", {}, HogDetector),
        ("auto", "rtsp", {"any": ANY}, HogDetector),
        ("auto", "rtsp", {"faces": PEOPLE}, HogDetector),
        ("auto", "rtsp", {"gate": CARS}, MotionDetector),
        ("auto", "rtsp", {"gate": CARS, "faces": PEOPLE}, MotionDetector),
        ("auto", "scene", {"faces": PEOPLE}, MotionDetector),
        ("hog", "rtsp", {"gate": CARS}, HogDetector),
        ("motion", "rtsp", {}, MotionDetector),
    ],
)
def test_the_detector(
    kind: str, scheme: str, wants: dict[str, frozenset[str]], made: type[object]
) -> None:
    assert isinstance(detector_for(kind, scheme=scheme, model="", wants=wants), made)


def test_none_finds_nothing() -> None:
    nothing = detector_for("none", scheme="rtsp", model="", wants={"gate": CARS})
    assert list(nothing(np.zeros((10, 10, 3), np.uint8))) == []


@pytest.mark.parametrize(
    ("kind", "told"), [("auto", False), ("motion", False), ("none", False), ("hog", True)]
)
def test_a_detector_that_finds_nothing_for_a_recogniser_is_told_of(kind: str, told: bool) -> None:
    wants = {"gate": CARS, "faces": PEOPLE, "any": ANY}
    said = useless_to(kind, scheme="rtsp", model="", wants=wants)
    assert set(said) == ({"gate"} if told else set())
    assert all("vehicle" in text and "moving objects" in text for text in said.values())


def test_the_gate_says_what_it_needs() -> None:
    assert {"vehicle", "plate"} <= wants_of(["vehicles"])["vehicles"]
    assert wants_of(["no such"]) == {"no such": ANY}
