"""A camera's analysis: nothing that a model gives ends it unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from streaming.capture.pictures import Picture
from streaming.capture.wire import Ask, Kind
from streaming.frames import CameraInfo, Detection, Detector, Image
from streaming.vision import analysis as analysing
from streaming.vision.analysis import CameraAnalysis
from streaming.vision.merging import merged
from tests.streaming.capturing import CaptureProcess, capturing, eventually, make_video

INFO = CameraInfo(1, 1, "CAM-1", "Gate", "none")


@pytest.fixture
def capture(tmp_path: Path) -> Iterator[CaptureProcess]:
    film = make_video(tmp_path / "film.avi", frames=50)
    with capturing(film, tmp_path / "c.sock", always=True) as running, running.client():
        yield running


@contextmanager
def analysed(capture: CaptureProcess, detector: Detector) -> Iterator[CameraAnalysis]:
    made = CameraAnalysis(INFO, capture.socket, detector, {})
    try:
        yield made
    finally:
        made.stop()


def error_of(one: CameraAnalysis) -> str:
    return str(one.report()["detector"]["error"])


def numpy_numbers(image: Image) -> list[Any]:
    box = tuple(np.array([10, 10, 50, 90], np.float32))
    return [Detection("person", np.float32(0.9), box)]  # type: ignore[arg-type]


def test_numbers_of_other_kinds_are_drawn(capture: CaptureProcess) -> None:
    with analysed(capture, numpy_numbers) as one, capture.client() as client:
        eventually(lambda: one.milliseconds, "the first picture")
        client.ask(Ask(Picture()))
        for _ in range(40):
            assert client.receive().kind in {Kind.PICTURE, Kind.HELD}
        assert error_of(one) == ""


@pytest.mark.parametrize("given", [None, [None], 7, [("person", 0.9, (0, 0, 1, 1))]])
def test_a_model_that_gives_something_else_is_shown(capture: CaptureProcess, given: Any) -> None:
    with analysed(capture, lambda _image: given) as one:
        eventually(lambda: error_of(one).startswith("TypeError"), "the error")


def test_whatever_goes_wrong_is_shown_and_passes(
    capture: CaptureProcess, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sick = [True]

    def merging(*given: Any, **how: Any) -> Any:
        if sick[0]:
            raise LookupError("nobody thought of this")
        return merged(*given, **how)

    monkeypatch.setattr(analysing, "merged", merging)
    monkeypatch.setattr(analysing, "retry_delay", lambda faults, _jitter: 0.05 * min(2, faults))
    with analysed(capture, lambda _image: []) as one:
        eventually(lambda: one._faults >= 2, "two attempts")
        assert error_of(one) == "LookupError: nobody thought of this"
        sick[0] = False
        eventually(lambda: error_of(one) == "", "its recovery")
    assert caplog.text.count("the analysis of CAM-1 failed") == 1


def test_a_model_that_hangs_is_shown(
    capture: CaptureProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysing, "HUNG_S", 0.0)
    with analysed(capture, lambda _image: []) as one:
        eventually(lambda: error_of(one) == "no answer for 0 s", "the silence")
