"""A real RTSP server that is killed, frozen, restarted and changed under a real capture process."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streaming.capture.client import CaptureClient
from streaming.capture.pictures import Picture
from streaming.capture.probe import answers, connects
from streaming.capture.wire import Ask, Kind, Message
from tests.streaming.capturing import CaptureProcess, capturing, decoded, eventually, receive_until
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port, require_gstreamer

pytestmark = [pytest.mark.rtsp, pytest.mark.slow]


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("footage")
    return {size: encode(folder / f"{size}.h264", size) for size in ("640x360", "320x240")}


@pytest.fixture(scope="module", autouse=True)
def gstreamer() -> None:
    require_gstreamer()


@pytest.fixture
def camera(footage: dict[str, Path]) -> Iterator[RtspCamera]:
    made = RtspCamera(free_port(), footage["640x360"])
    made.start()
    yield made
    made.kill()


@pytest.fixture
def capture(camera: RtspCamera, tmp_path: Path) -> Iterator[CaptureProcess]:
    with capturing(camera.url, tmp_path / "c.sock", always=True) as running:
        yield running


def wait_for_state(client: CaptureClient, states: set[str], seconds: float) -> dict[str, Any]:
    eventually(lambda: client.status()["state"] in states, f"one of {states}", seconds)
    return client.status()


def test_a_camera_is_live_soon_and_at_its_rate(camera: RtspCamera, capture: CaptureProcess) -> None:
    with capture.client() as client, capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        live = receive_until(viewer, lambda message: message.kind is Kind.PICTURE, 5)
        assert decoded(live.body).shape == (360, 640, 3)
        before = client.status()["frames_read"]
        time.sleep(2)
        assert client.status()["frames_read"] - before == pytest.approx(30, abs=4)


def test_killed_and_started_again(camera: RtspCamera, capture: CaptureProcess) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.kill()
        lost = wait_for_state(client, {"offline"}, 5)
        assert lost["error"] == "the camera ended the connection"
        time.sleep(3)  # into the longer waits between attempts
        camera.start()
        back = wait_for_state(client, {"live"}, 5)
        assert back["reconnects"] == 1


def test_frozen_and_thawed(camera: RtspCamera, capture: CaptureProcess) -> None:
    with capture.client() as client, capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        wait_for_state(client, {"stalled"}, 3)
        receive_until(viewer, lambda message: message.kind is Kind.HELD, 3)
        lost = wait_for_state(client, {"offline"}, 5)
        assert lost["error"].startswith("no picture for")
        assert not answers(camera.url, 0.3)
        time.sleep(4)
        camera.signal(signal.SIGCONT)
        wait_for_state(client, {"live"}, 5)
        receive_until(viewer, lambda message: message.kind is Kind.PICTURE, 2)


def test_frozen_for_a_moment_is_no_reconnect(camera: RtspCamera, capture: CaptureProcess) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        wait_for_state(client, {"stalled"}, 3)
        camera.signal(signal.SIGCONT)
        assert wait_for_state(client, {"live"}, 3)["failures"] == 0


def test_another_resolution_after_a_restart(
    camera: RtspCamera, capture: CaptureProcess, footage: dict[str, Path]
) -> None:
    with capture.client() as client, capture.client() as viewer, capture.client() as vision:
        viewer.ask(Ask(Picture()))
        vision.ask_raw()
        receive_until(viewer, lambda message: message.kind is Kind.PICTURE, 5)
        assert vision.next_raw()[1].shape == (360, 640, 3)
        camera.kill()
        camera.footage = footage["320x240"]
        camera.start()
        eventually(lambda: client.status()["height"] == 240, "the new size", 6)
        eventually(
            lambda: vision.next_raw()[1].shape == (240, 320, 3), "raw frames of the new size"
        )
        receive_until(
            viewer,
            lambda message: (
                message.kind is Kind.PICTURE and decoded(message.body).shape == (240, 320, 3)
            ),
            6,
        )


def _shows(message: Message, shape: tuple[int, int, int]) -> bool:
    return message.kind is Kind.PICTURE and decoded(message.body).shape == shape


def test_another_resolution_within_the_connection(
    camera: RtspCamera, capture: CaptureProcess, footage: dict[str, Path]
) -> None:
    with capture.client() as client, capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        receive_until(viewer, lambda one: _shows(one, (360, 640, 3)), 10)
        camera.swap(footage["320x240"])
        receive_until(viewer, lambda one: _shows(one, (240, 320, 3)), 10)
        status = client.status()
        assert (status["width"], status["height"], status["reconnects"]) == (320, 240, 1)


def test_the_end_of_stdin_ends_a_process_that_hangs_in_its_camera(
    camera: RtspCamera, capture: CaptureProcess
) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        start = time.monotonic()
        assert capture.end() == 0
        assert time.monotonic() - start < 4


def test_eight_deaths_leak_nothing(camera: RtspCamera, capture: CaptureProcess) -> None:
    proc = Path(f"/proc/{capture.process.pid}")
    held: list[tuple[int, int]] = []
    with capture.client() as client:
        for _ in range(8):
            wait_for_state(client, {"live"}, 6)
            held.append((len(list((proc / "fd").iterdir())), len(list((proc / "task").iterdir()))))
            camera.kill()
            wait_for_state(client, {"offline"}, 5)
            camera.start()
        wait_for_state(client, {"live"}, 6)
    assert held[-1] == held[1]


def test_the_probe_hears_a_server_and_only_that(camera: RtspCamera) -> None:
    assert answers(camera.url)
    assert connects(camera.url)
    assert not connects("rtsp://127.0.0.1:1/live")
    assert not connects("file:///etc/passwd")
    assert not answers("rtsp://127.0.0.1:1/live")
    assert not answers("file:///etc/passwd")
