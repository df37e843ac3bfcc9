"""The reading thread on sources that fail in every way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from streaming.capture import reader as reader_module
from streaming.capture.config import CaptureConfig
from streaming.capture.health import State
from streaming.capture.monitor import Monitor
from streaming.capture.reader import Reader
from streaming.capture.sources.base import Source, SourceError
from streaming.frames import Image
from tests.streaming.capturing import eventually

CONFIG = CaptureConfig(url="rtsp://camera/", socket="x", fps=0)


class Frames:
    """Gives ``good`` frames, then fails."""

    closed = 0
    codec = ""

    def __init__(self, good: int) -> None:
        self._good = good

    def grab(self) -> None:
        if self._good <= 0:
            raise SourceError("no picture")
        self._good -= 1
        time.sleep(0.002)

    def picture(self) -> Image:
        return np.zeros((36, 64, 3), np.uint8)

    def close(self) -> None:
        Frames.closed += 1


@contextmanager
def reading(
    opener: Callable[[], Source],
) -> Iterator[tuple[Reader, Monitor]]:
    monitor = Monitor(0.2)
    reader = Reader(CONFIG, monitor, lambda: None, lambda _: opener(), lambda _: True)
    reader.start()
    reader.want(True)
    try:
        yield reader, monitor
    finally:
        assert reader.stop(timeout=5)


def refusing() -> Source:
    raise SourceError("cannot be opened")


def test_a_source_is_closed_at_its_first_failed_read_and_opened_again() -> None:
    Frames.closed = 0
    sources = iter([Frames(3), Frames(10**6)])
    with reading(lambda: next(sources)) as (reader, monitor):
        eventually(lambda: monitor.health.state is State.OFFLINE, "the fault")
        assert Frames.closed == 1
        assert monitor.health.error == "no picture"
        took = eventually(lambda: monitor.health.state is State.LIVE, "the return")
        assert took < 2
        assert monitor.health.reconnects == 1
        assert reader.take() is not None
    assert Frames.closed == 2


def test_an_unexpected_error_is_shown_and_survived() -> None:
    def broken() -> Source:
        raise ZeroDivisionError

    with reading(broken) as (_, monitor):
        eventually(lambda: monitor.health.failures >= 2, "a second attempt")
        assert monitor.health.error == "ZeroDivisionError"


def test_the_backoff_grows() -> None:
    attempts: list[float] = []

    def opener() -> Source:
        attempts.append(time.monotonic())
        return refusing()

    with reading(opener):
        eventually(lambda: len(attempts) >= 3, "three attempts")
    assert attempts[1] - attempts[0] == pytest.approx(1, abs=0.3)
    assert 1.4 < attempts[2] - attempts[1] < 2.4


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        pytest.param([False, True], 0.2, id="silent, then back: no more waiting"),
        pytest.param([True] * 5, 0.5, id="it answered all the time, so it must be something else"),
        pytest.param([False] * 20, 1.0, id="silent all the time: the longest wait"),
        pytest.param([True, True, True, True, False, False, True], 0.7, id="silent at the end"),
    ],
)
def test_the_wait_ends_when_a_silent_camera_answers(
    answers: list[bool], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "PROBE_S", 0.1)
    given = iter(answers)
    monkeypatch.setattr(reader_module, "LONGEST_RETRY_S", 1.0)
    camera = replace(CONFIG, url="rtsp://10.0.0.5/live")
    reader = Reader(camera, Monitor(1), lambda: None, alive=lambda _: next(given))
    reader.want(True)
    start = time.monotonic()
    reader._rest(0.5)
    assert time.monotonic() - start == pytest.approx(seconds, abs=0.15)


def test_the_source_is_open_only_while_wanted() -> None:
    with reading(lambda: Frames(10**6)) as (reader, monitor):
        eventually(lambda: monitor.health.state is State.LIVE, "pictures")
        reader.want(False)
        eventually(lambda: monitor.health.state is State.IDLE, "the close")
        reader.want(True)
        eventually(lambda: monitor.health.state is State.LIVE, "pictures again")


def test_the_newest_frame_is_taken_once() -> None:
    with reading(lambda: Frames(5)) as (reader, monitor):
        eventually(lambda: monitor.health.state is State.OFFLINE, "the end")
        assert reader.take() is not None
        assert reader.take() is None
        assert monitor.counters.frames_read == 5
        assert (monitor.counters.width, monitor.counters.height) == (64, 36)


def test_silence_is_seen_while_the_read_still_blocks() -> None:
    blocked, release = threading.Event(), threading.Event()

    class Freezing(Frames):
        def grab(self) -> None:
            if self._good == 1:
                blocked.set()
                release.wait(5)
            super().grab()

    with reading(lambda: Freezing(5)) as (_, monitor):
        assert blocked.wait(5)
        eventually(lambda: monitor.health.state is State.STALLED, "the stall")
        assert monitor.fps == 0
        release.set()
