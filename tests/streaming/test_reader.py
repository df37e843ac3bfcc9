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
from streaming.capture.sources.base import Change, ResizedError, Source, SourceError
from streaming.frames import Image
from tests.patience import patient
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
    reader = Reader(CONFIG, monitor, lambda: None, lambda _: opener(), alive=lambda _: True)
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
        assert took < patient(2)
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


def test_one_that_never_answers_but_gives_pictures_is_back_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_module, "PROBE_S", 0.05)
    down, asked = threading.Event(), threading.Event()

    class Mute(Frames):
        def grab(self) -> None:
            if down.is_set():
                raise SourceError("no picture")
            super().grab()

    def opener(_config: CaptureConfig) -> Source:
        if down.is_set():
            return refusing()
        return Mute(10**6)

    def silent(_url: str) -> bool:
        asked.set()
        return False

    monitor = Monitor(0.2)
    camera = replace(CONFIG, url="rtsp://10.0.0.5/live")
    reader = Reader(
        camera, monitor, lambda: None, opener, alive=silent, reachable=lambda _: not down.is_set()
    )
    reader.start()
    reader.want(True)
    try:
        assert asked.wait(5)
        eventually(lambda: reader._speaks is False, "what it has learnt")
        down.set()
        eventually(lambda: monitor.health.state is State.OFFLINE, "the fault")
        time.sleep(0.2)
        down.clear()
        # Not after the thirty seconds that a silent camera is left alone for.
        eventually(lambda: monitor.health.state is State.LIVE, "the return", 5)
    finally:
        assert reader.stop(timeout=5)


A_TO_B = Change((64, 36), (32, 18))


def test_a_camera_that_always_begins_by_another_size_gives_pictures() -> None:
    class Beginning(Frames):
        def grab(self) -> None:
            super().grab()
            raise ResizedError(A_TO_B)

    opened = []

    def opener() -> Source:
        opened.append(1)
        return Beginning(10**6)

    with reading(opener) as (_, monitor):
        eventually(lambda: monitor.counters.frames_taken > 10, "pictures")
        assert (len(opened), monitor.health.state) == (2, State.LIVE)


def test_one_that_drops_its_viewer_when_it_is_asked_is_asked_once() -> None:
    asked: list[str] = []

    class Jealous(Frames):
        def __init__(self) -> None:
            super().__init__(10**6)
            self._before = len(asked)

        def grab(self) -> None:
            if len(asked) > self._before:
                raise SourceError("dropped")
            super().grab()

    def silent(url: str) -> bool:
        asked.append(url)
        return False

    monitor = Monitor(0.2)
    camera = replace(CONFIG, url="rtsp://10.0.0.5/live")
    reader = Reader(
        camera, monitor, lambda: None, lambda _: Jealous(), alive=silent, reachable=lambda _: True
    )
    reader.start()
    reader.want(True)
    try:
        eventually(lambda: monitor.health.reconnects == 1, "the return")
        taken, after = monitor.counters.frames_taken, len(asked)
        eventually(lambda: monitor.counters.frames_taken > taken + 50, "pictures")
        assert (len(asked), monitor.health.reconnects) == (after, 1)
    finally:
        assert reader.stop(timeout=5)


@pytest.mark.parametrize(
    ("known", "answers", "reachable", "answering", "then"),
    [
        pytest.param(None, True, False, True, True, id="not asked yet"),
        pytest.param(None, False, True, False, None, id="not asked yet, silent"),
        pytest.param(True, False, True, False, True, id="one that speaks is silent"),
        pytest.param(False, False, True, True, False, id="one that never speaks is there"),
        pytest.param(False, False, False, False, False, id="one that never speaks is away"),
        pytest.param(False, True, True, True, True, id="it speaks after all"),
    ],
)
def test_what_counts_as_an_answer(
    known: bool | None, answers: bool, reachable: bool, answering: bool, then: bool | None
) -> None:
    reader = Reader(
        CONFIG, Monitor(1), lambda: None, alive=lambda _: answers, reachable=lambda _: reachable
    )
    reader._speaks = known
    assert (reader._answering(), reader._speaks) == (answering, then)


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
