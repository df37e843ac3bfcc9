"""Names are asked for beside the supervisor's look, remembered, and never lost to a bad name server."""

from __future__ import annotations

import threading
import time

import pytest

from streaming.supervision.reach import REMEMBERED_S, RETRY_S, Reach
from streaming.targets import BadTargetError
from tests.patience import patient
from tests.streaming.capturing import eventually

NETWORKS = ("10.0.0.0/8",)
SOURCE = "rtsp://cam.plant/s"


class Names:
    """A name server that can be slow, dead, or of another opinion."""

    def __init__(self) -> None:
        self.answer: frozenset[str] | None = frozenset({"10.0.0.5"})
        self.asked = 0
        self.free = threading.Event()
        self.free.set()

    def __call__(self, _host: str, _port: int) -> frozenset[str]:
        self.asked += 1
        self.free.wait(5)
        if self.answer is None:
            raise OSError("no such host")
        return self.answer


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def reach(names: Names, clock: Time) -> Reach:
    return Reach(names, clock)


def test_an_answer_is_remembered(reach: Reach, names: Names, clock: Time) -> None:
    for clock.now in (0.0, 1.0, REMEMBERED_S - 1):
        assert reach.pinned(SOURCE, NETWORKS) == "rtsp://10.0.0.5:554/s"
    assert names.asked == 1


def test_another_answer_is_followed(reach: Reach, names: Names, clock: Time) -> None:
    reach.pinned(SOURCE, NETWORKS)
    names.answer, clock.now = frozenset({"10.0.0.6"}), REMEMBERED_S
    eventually(lambda: "10.0.0.6" in reach.pinned(SOURCE, NETWORKS), "the new address", 2)


def test_an_address_that_is_not_allowed_is_refused_later_too(
    reach: Reach, names: Names, clock: Time
) -> None:
    reach.pinned(SOURCE, NETWORKS)
    names.answer, clock.now = frozenset({"127.0.0.1"}), REMEMBERED_S

    def refused() -> bool:
        try:
            reach.pinned(SOURCE, NETWORKS)
        except BadTargetError:
            return True
        return False

    eventually(refused, "the refusal", 2)


def test_a_camera_outlives_its_name_server(reach: Reach, names: Names, clock: Time) -> None:
    reach.pinned(SOURCE, NETWORKS)
    names.answer = None
    for clock.now in (REMEMBERED_S, REMEMBERED_S + RETRY_S, REMEMBERED_S * 3):
        assert reach.pinned(SOURCE, NETWORKS) == "rtsp://10.0.0.5:554/s"


def test_a_slow_name_server_holds_nobody_up(reach: Reach, names: Names) -> None:
    names.free.clear()
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(BadTargetError):
            reach.pinned(SOURCE, NETWORKS)
    assert time.monotonic() - began < patient(1)
    assert names.asked == 1
    names.free.set()
    eventually(lambda: _pinned(reach), "the address", 2)


def _pinned(reach: Reach) -> bool:
    try:
        return bool(reach.pinned(SOURCE, NETWORKS))
    except BadTargetError:
        return False
