"""Which detector a camera gets, and what is said where it finds nothing for whom the camera feeds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from factory.core.memo import Memo
from streaming.detectors import choosing
from streaming.detectors.choosing import NoModelError, detector_for, useless_to
from streaming.detectors.hog import HogDetector
from streaming.detectors.motion import MotionDetector
from streaming.frames import Detector
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


class Runtime:
    """Refuses what is ``bad``, and whatever it is given while ``memory`` is short."""

    def __init__(self) -> None:
        self.loads: list[bytes] = []
        self.memory = True

    def __call__(self, path: Path) -> Detector:
        self.loads.append(path.read_bytes())
        if self.loads[-1] == b"bad":
            raise LookupError("no such operator")
        if not self.memory:
            raise MemoryError("bad allocation")
        return lambda _image: []


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Runtime:
    made = Runtime()
    monkeypatch.setattr("streaming.detectors.yolox.YoloxDetector", made)
    return made


def test_a_refused_model_is_loaded_again_once_the_file_is_another_one(
    tmp_path: Path, runtime: Runtime
) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(b"bad")
    for _ in range(2):
        with pytest.raises(NoModelError, match="LookupError: no such operator"):
            detector_for("model", scheme="rtsp", model=str(model))
    model.write_bytes(b"better")
    for _ in range(2):
        detector_for("model", scheme="rtsp", model=str(model))
    assert runtime.loads == [b"bad", b"better"]


def test_one_for_which_only_memory_was_short_is_tried_again_after_a_minute(
    tmp_path: Path, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(choosing, "_refusals", Memo(choosing.REFUSED_S, lambda: now))
    model, runtime.memory = tmp_path / "model.onnx", False
    model.write_bytes(b"good")
    for _ in range(3):
        with pytest.raises(NoModelError, match="MemoryError: bad allocation"):
            detector_for("model", scheme="rtsp", model=str(model))
        now += 29
    assert len(runtime.loads) == 1
    runtime.memory = True
    for _ in range(3):
        detector_for("model", scheme="rtsp", model=str(model))
        now += 61
    assert len(runtime.loads) == 2, "and once it does, it is kept"


@pytest.mark.parametrize("name", ["", "absent", "."])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(NoModelError, match="does not name a file"):
        detector_for("model", scheme="rtsp", model=name and str(tmp_path / name))
