"""A real RTSP server that is killed, frozen, restarted and changed under a real capture process."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streaming.capture.client import CaptureClient
from streaming.capture.pictures import Picture
from streaming.capture.probe import answers
from streaming.capture.wire import Ask, Kind
from tests.services import require
from tests.streaming.capturing import CaptureProcess, capturing, decoded, eventually, receive_until

SYSTEM_PYTHON = "/usr/bin/python3"
SERVER = Path(__file__).with_name("rtsp_server.py")
IMPORTS = (
    "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
)

pytestmark = [pytest.mark.rtsp, pytest.mark.slow]


class Camera:
    """The server on a port of its own, which it keeps when it is started again."""

    def __init__(self, port: int, footage: Path) -> None:
        self.port = port
        self.footage = footage
        self.url = f"rtsp://127.0.0.1:{port}/live"
        self._server: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [SYSTEM_PYTHON, str(SERVER), str(self.port), str(self.footage), "15"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout
        assert self._server.stdout.readline() == "ready\n"

    def signal(self, number: signal.Signals) -> None:
        assert self._server
        self._server.send_signal(number)

    def kill(self) -> None:
        if self._server:
            self._server.kill()
            self._server.wait(5)
            assert self._server.stdout
            self._server.stdout.close()
            self._server = None


def encode(path: Path, size: str) -> Path:
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", f"testsrc=size={size}:rate=15"]
    command += ["-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "15"]
    command += ["-pix_fmt", "yuv420p", "-x264-params", "aud=1:repeat-headers=1", str(path)]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("footage")
    return {size: encode(folder / f"{size}.h264", size) for size in ("640x360", "320x240")}


@pytest.fixture(scope="module", autouse=True)
def gstreamer() -> None:
    python = Path(SYSTEM_PYTHON)
    found = (
        python.exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", IMPORTS], capture_output=True, check=False
        ).returncode
    )
    require(found, f"{SYSTEM_PYTHON} with gi and GstRtspServer (gir1.2-gst-rtsp-server-1.0)")


@pytest.fixture
def camera(footage: dict[str, Path]) -> Iterator[Camera]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Camera(port, footage["640x360"])
    made.start()
    yield made
    made.kill()


@pytest.fixture
def capture(camera: Camera, tmp_path: Path) -> Iterator[CaptureProcess]:
    with capturing(camera.url, tmp_path / "c.sock", always=True) as running:
        yield running


def wait_for_state(client: CaptureClient, states: set[str], seconds: float) -> dict[str, Any]:
    eventually(lambda: client.status()["state"] in states, f"one of {states}", seconds)
    return client.status()


def test_a_camera_is_live_soon_and_at_its_rate(camera: Camera, capture: CaptureProcess) -> None:
    with capture.client() as client, capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        live = receive_until(viewer, lambda message: message.kind is Kind.PICTURE, 5)
        assert decoded(live.body).shape == (360, 640, 3)
        before = client.status()["frames_read"]
        time.sleep(2)
        assert client.status()["frames_read"] - before == pytest.approx(30, abs=4)


def test_killed_and_started_again(camera: Camera, capture: CaptureProcess) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.kill()
        lost = wait_for_state(client, {"offline"}, 5)
        assert lost["error"]
        time.sleep(3)  # into the longer waits between attempts
        camera.start()
        back = wait_for_state(client, {"live"}, 5)
        assert back["reconnects"] == 1


def test_frozen_and_thawed(camera: Camera, capture: CaptureProcess) -> None:
    with capture.client() as client, capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        wait_for_state(client, {"stalled"}, 3)
        receive_until(viewer, lambda message: message.kind is Kind.HELD, 3)
        wait_for_state(client, {"offline"}, 5)
        assert not answers(camera.url, 0.3)
        time.sleep(4)
        camera.signal(signal.SIGCONT)
        wait_for_state(client, {"live"}, 5)
        receive_until(viewer, lambda message: message.kind is Kind.PICTURE, 2)


def test_frozen_for_a_moment_is_no_reconnect(camera: Camera, capture: CaptureProcess) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        wait_for_state(client, {"stalled"}, 3)
        camera.signal(signal.SIGCONT)
        assert wait_for_state(client, {"live"}, 3)["failures"] == 0


def test_another_resolution_after_a_restart(
    camera: Camera, capture: CaptureProcess, footage: dict[str, Path]
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


def test_the_end_of_stdin_ends_a_process_that_hangs_in_its_camera(
    camera: Camera, capture: CaptureProcess
) -> None:
    with capture.client() as client:
        wait_for_state(client, {"live"}, 5)
        camera.signal(signal.SIGSTOP)
        start = time.monotonic()
        assert capture.end() == 0
        assert time.monotonic() - start < 2


def test_eight_deaths_leak_nothing(camera: Camera, capture: CaptureProcess) -> None:
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


def test_the_probe_hears_a_server_and_only_that(camera: Camera) -> None:
    assert answers(camera.url)
    assert not answers("rtsp://127.0.0.1:1/live")
    assert not answers("file:///etc/passwd")
