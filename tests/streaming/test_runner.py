"""A consumer at its own rate: the newest frame wins, and one that raises is backed off and shown."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from streaming.frames import Annotations, Detection, Frame, Shape
from streaming.vision.runner import FIRST_PAUSE_S, ConsumerRunner
from tests.patience import patient
from tests.streaming.capturing import eventually

START = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
DRAWN = Annotations((Detection("person", 0.9, (0, 0, 1, 1)),), (Shape(((0, 0), (1, 1))),))


def frame(number: int) -> Frame:
    return Frame(1, 1, START + timedelta(seconds=number), np.zeros((2, 2, 3), np.uint8))


class Consumer:
    def __init__(self, max_fps: float = 1000.0) -> None:
        self.max_fps = max_fps
        self.seen: list[int] = []
        self.at: list[float] = []
        self.broken, self.given = False, DRAWN
        self.busy, self.free = threading.Event(), threading.Event()
        self.free.set()

    def consume(self, frame: Frame) -> Annotations:
        self.seen.append(int((frame.captured_at - START).total_seconds()))
        self.at.append(time.monotonic())
        self.busy.set()
        assert self.free.wait(5)
        if self.broken:
            raise LookupError("no plate in sight")
        return self.given


@contextmanager
def running(
    consumer: Consumer, after: Callable[[], None] = lambda: None
) -> Iterator[ConsumerRunner]:
    runner = ConsumerRunner("test", consumer, after)
    try:
        yield runner
    finally:
        consumer.free.set()
        runner.stop()
        assert not runner._thread.is_alive()


def test_the_newest_frame_wins() -> None:
    consumer = Consumer()
    with running(consumer) as runner:
        consumer.free.clear()
        runner.offer(frame(0))
        assert consumer.busy.wait(5)
        for number in range(1, 50):
            runner.offer(frame(number))
        consumer.free.set()
        eventually(lambda: runner.frames == 2, "both frames")
    assert consumer.seen == [0, 49]


def test_offering_never_waits() -> None:
    consumer = Consumer()
    with running(consumer) as runner:
        consumer.free.clear()
        began = time.monotonic()
        for number in range(1000):
            runner.offer(frame(number))
        assert time.monotonic() - began < patient(0.5)


def test_it_gets_no_more_than_it_can_take() -> None:
    consumer = Consumer(max_fps=20)
    with running(consumer) as runner:
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            runner.offer(frame(0))
            time.sleep(0.002)
    gaps = np.diff(consumer.at)
    assert len(consumer.at) >= 3
    assert gaps.min() >= 0.045


def test_what_it_wants_drawn_fades_but_lines_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    consumer = Consumer()
    with running(consumer) as runner:
        assert runner.annotations == Annotations()
        runner.offer(frame(0))
        eventually(lambda: runner.frames == 1, "the frame")
        assert runner.annotations == DRAWN
        monkeypatch.setattr("streaming.vision.runner.FRESH_S", 0.0)
        assert runner.annotations == Annotations(shapes=DRAWN.shapes)


def test_one_that_raises_is_shown_and_backed_off(caplog: pytest.LogCaptureFixture) -> None:
    consumer = Consumer()
    consumer.broken = True
    with running(consumer) as runner:
        runner.offer(frame(0))
        eventually(lambda: runner.error, "the error")
        assert runner.error == "LookupError: no plate in sight"
        consumer.broken = False
        runner.offer(frame(1))
        eventually(lambda: not runner.error, "its recovery", FIRST_PAUSE_S + 2)
        assert runner.frames == 1
    assert consumer.at[1] - consumer.at[0] >= FIRST_PAUSE_S * 0.95
    assert "recogniser test failed" in caplog.text


def test_pauses_grow_and_end_with_success(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streaming.vision.runner.FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr("streaming.vision.runner.LONGEST_PAUSE_S", 0.06)
    consumer = Consumer()
    consumer.broken = True
    with running(consumer) as runner:
        pauses = []
        for number in range(4):
            runner.offer(frame(number))
            eventually(lambda: consumer.seen[-1:] == [number], "the frame")  # noqa: B023 - at once
            eventually(lambda: runner._pause > 0, "the pause")
            time.sleep(0.01)
            pauses.append(runner._pause)
        consumer.broken = False
        runner.offer(frame(9))
        eventually(lambda: runner.frames == 1, "success")
        assert runner._pause == 0
    assert pauses == [0.02, 0.04, 0.06, 0.06]


class Holding(Consumer):
    """One that has something to do at its end."""

    def __init__(self, done: list[str]) -> None:
        super().__init__()
        self.done = done

    def close(self) -> None:
        self.done.append(threading.current_thread().name)
        if self.broken:
            raise LookupError("no database")


def test_at_the_end_it_is_closed_once_and_connections_are_let_go() -> None:
    done: list[str] = []
    with running(Holding(done), lambda: done.append("after")) as runner:
        runner.offer(frame(0))
        eventually(lambda: runner.frames == 1, "the frame")
        eventually(lambda: done == ["after"], "the end of the frame")
    assert done == ["after", "consumer test", "after"]


def test_one_that_cannot_be_closed_is_logged_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    consumer = Holding([])
    consumer.broken = True
    done: list[str] = []
    with running(consumer, lambda: done.append("after")):
        pass
    assert done == ["after"]
    assert "recogniser test could not be closed" in caplog.text


def test_connections_are_let_go_after_each_frame() -> None:
    after: list[str] = []
    consumer = Consumer()
    with running(consumer, lambda: after.append(threading.current_thread().name)) as runner:
        runner.offer(frame(0))
        eventually(lambda: after, "the end of the frame")
    assert after == ["consumer test"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (None, "TypeError: Annotations expected, not NoneType"),
        (Annotations((None,)), "TypeError: Detection expected, not NoneType"),  # type: ignore[arg-type]
        (Annotations(shapes=(7,)), "TypeError: Shape expected, not int"),  # type: ignore[arg-type]
        (Annotations((Detection("x", 0.5, (1, 2, 3)),)), "ValueError"),  # type: ignore[arg-type]
    ],
)
def test_one_that_gives_what_cannot_be_drawn_is_shown(given: Any, error: str) -> None:
    consumer = Consumer()
    consumer.given = given
    with running(consumer) as runner:
        runner.offer(frame(0))
        eventually(lambda: runner.error, "the error")
        assert runner.error.startswith(error)
        assert runner.annotations == Annotations()


def _out_of_memory() -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("broken", "after", "error"),
    [
        pytest.param({"given": None}, lambda: None, "TypeError", id="what cannot be drawn"),
        pytest.param({"max_fps": 0}, lambda: None, "ZeroDivisionError", id="no rate"),
        pytest.param({"max_fps": "5"}, lambda: None, "TypeError", id="a rate in words"),
        pytest.param({}, _out_of_memory, "MemoryError", id="after the frame"),
        pytest.param({"consume": sys.exit}, lambda: None, "SystemExit", id="one that gives up"),
    ],
)
def test_whatever_fails_is_shown_and_the_thread_goes_on(
    monkeypatch: pytest.MonkeyPatch, broken: dict[str, Any], after: Callable[[], None], error: str
) -> None:
    monkeypatch.setattr("streaming.vision.runner.FIRST_PAUSE_S", 0.01)
    consumer, afters = Consumer(), [after]

    def let_go() -> None:
        afters[-1]()

    with running(consumer, let_go) as runner:
        with monkeypatch.context() as breaking:
            for name, value in broken.items():
                breaking.setattr(consumer, name, value)
            runner.offer(frame(0))
            eventually(lambda: runner.error, "the error")
            assert runner.error.startswith(error)
        afters.append(lambda: None)
        runner.offer(frame(1))
        eventually(lambda: runner.frames == 1, "a frame afterwards")
        assert runner.error == ""


def test_numbers_of_other_kinds_become_ours() -> None:
    consumer = Consumer()
    box = tuple(np.array([1, 2, 3, 4], np.float32))
    consumer.given = Annotations((Detection("person", np.float32(0.5), box, np.int64(7)),))  # type: ignore[arg-type]
    with running(consumer) as runner:
        runner.offer(frame(0))
        eventually(lambda: runner.frames == 1, "the frame")
        (one,) = runner.annotations.detections
    assert json.loads(json.dumps(asdict(one)))["xyxy"] == [1, 2, 3, 4]
    assert (type(one.confidence), type(one.track_id)) == (float, int)
