"""From a capture process to viewers over HTTP, with everything real but the camera."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streaming.capture.pictures import Picture
from streaming.live.channel import Channel
from streaming.live.sockets import UNSENT_BYTES, listening
from tests.patience import patient
from tests.streaming.capturing import CaptureProcess, capturing, decoded, eventually, make_video
from tests.streaming.serving import Browser, Served, serving


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_video(tmp_path_factory.mktemp("video") / "film.avi", frames=50, width=640)


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    return Channel(str(tmp_path / "c.sock"), Picture(), "CAM-TEST")


@pytest.fixture
def capture(video: str, channel: Channel) -> Iterator[CaptureProcess]:
    with capturing(video, Path(channel.socket)) as running:
        running.client().close()
        yield running


@pytest.fixture
def served(channel: Channel) -> Iterator[Served]:
    with serving(channel) as running:
        yield running


def is_live(body: bytes) -> bool:
    """The film is even grey; held pictures and placeholders have letters in their middle."""
    return bool(decoded(body).std() < 3)


def parts_until(browser: Browser, live: bool, seconds: float) -> float:
    """Read parts until one is live (or not) and return how long it took; every one must decode."""
    start = time.monotonic()
    while is_live(browser.part()[1]) is not live:
        assert time.monotonic() - start < patient(seconds)
    return time.monotonic() - start


def test_a_stream_as_browsers_read_it(capture: CaptureProcess, served: Served) -> None:
    with served.open() as browser:
        assert browser.status == 200
        assert browser.headers["content-type"] == "multipart/x-mixed-replace; boundary=frame"
        assert browser.headers["cache-control"] == "no-store"
        parts_until(browser, live=True, seconds=5)
        stamps = []
        for _ in range(10):
            headers, body = browser.part()
            decoded(body)
            assert headers["content-type"] == "image/jpeg"
            stamps.append(float(headers["x-timestamp"]))
    assert stamps == sorted(set(stamps))
    assert abs(time.time_ns() / 1e9 - stamps[-1]) < 1


def test_a_limited_rate(capture: CaptureProcess, served: Served) -> None:
    with served.open("/?fps=5") as browser:
        parts_until(browser, live=True, seconds=5)
        stamps = [float(browser.part()[0]["x-timestamp"]) for _ in range(7)]
    assert (stamps[-1] - stamps[1]) / 5 == pytest.approx(0.2, abs=0.05)


def test_a_snapshot(capture: CaptureProcess, served: Served) -> None:
    with served.open("/snapshot") as browser:
        assert browser.headers["content-type"] == "image/jpeg"
        assert browser.headers["x-live"] == "1"
        assert decoded(browser.everything()).shape == (360, 640, 3)


def test_a_killed_capture_is_a_placeholder_and_heals(
    video: str, served: Served, channel: Channel
) -> None:
    path = Path(channel.socket)
    with served.open() as browser:
        parts_until(browser, live=False, seconds=2)
        with capturing(video, path):
            parts_until(browser, live=True, seconds=5)
        assert parts_until(browser, live=False, seconds=3) < patient(2)
        stamps = [float(browser.part()[0]["x-timestamp"]) for _ in range(3)]
        assert stamps[2] - stamps[0] == pytest.approx(2, abs=0.8)
        with capturing(video, path):
            parts_until(browser, live=True, seconds=5)


def test_leaving_viewers_end_the_upstream(capture: CaptureProcess, served: Served) -> None:
    browsers = [served.open() for _ in range(5)]
    for browser in browsers:
        browser.part()
    eventually(lambda: sum(served.hub.viewers.values()) == 5, "five viewers")
    with capture.client() as client:
        eventually(lambda: client.status()["viewers"] == 5, "five viewers by one upstream")
        for browser in browsers:
            browser.close()
        eventually(lambda: served.hub.viewers == {}, "nobody")
        eventually(lambda: client.status()["viewers"] == 0, "the upstream's end")


def test_viewers_need_no_threads(capture: CaptureProcess, served: Served) -> None:
    with served.open() as first:
        first.part()
        before = threading.active_count()
        browsers = [served.open() for _ in range(30)]
        for browser in browsers:
            browser.part()
        assert threading.active_count() == before
        for browser in browsers:
            browser.close()


def test_the_stream_ends_when_the_right_does(capture: CaptureProcess, channel: Channel) -> None:
    right = threading.Event()
    right.set()
    with serving(channel, right.is_set) as served, served.open() as browser:
        browser.part()
        right.clear()
        with pytest.raises(EOFError):
            _read_for_ever(browser)
        eventually(lambda: served.hub.viewers == {}, "nobody")


def test_a_slow_viewer_sees_the_present_and_holds_nobody_back(
    served: Served, channel: Channel, tmp_path: Path
) -> None:
    video = make_video(tmp_path / "noise.avi", frames=50, width=1920, noise=True)
    with (
        capturing(video, Path(channel.socket)),
        served.open() as fast,
        served.open(receive_buffer=32 * 1024) as slow,
    ):
        eventually(lambda: len(fast.part()[1]) > 300_000, "large pictures")
        slow.part()
        # The slow one reads nothing meanwhile: who waited for it would wait for ever.
        stamps = [float(fast.part()[0]["x-timestamp"]) for _ in range(51)]
        # What waited for it in this process and in the kernel is a few pictures, not all fifty.
        slow_stamps = [float(slow.part()[0]["x-timestamp"]) for _ in range(5)]
        assert slow_stamps[-1] >= stamps[-5]


def test_accepted_sockets_inherit_the_small_send_queue() -> None:
    with (
        listening("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        unsent = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT)
    assert unsent == UNSENT_BYTES


def test_a_taken_port_is_told_and_leaks_nothing() -> None:
    with listening("127.0.0.1", 0) as listener, pytest.raises(OSError, match="in use"):
        listening("127.0.0.1", listener.getsockname()[1])


def _read_for_ever(browser: Browser) -> None:
    while True:
        browser.part()
