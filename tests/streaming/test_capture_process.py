"""A capture process from outside: a real subprocess on a small video."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from streaming.capture.client import CaptureClient
from streaming.capture.notes import Note
from streaming.capture.pictures import Picture, Size
from streaming.capture.wire import HEADER, Ask, Kind
from streaming.frames import Annotations, Detection
from streaming.overlay import GREEN
from tests.patience import patient
from tests.streaming.capturing import (
    ROOT,
    CaptureProcess,
    capturing,
    decoded,
    eventually,
    make_video,
    receive_until,
)


def is_live(kind: Kind) -> bool:
    return kind is Kind.PICTURE


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_video(tmp_path_factory.mktemp("video") / "a film.avi", width=960)


@pytest.fixture
def capture(video: str, tmp_path: Path) -> Iterator[CaptureProcess]:
    settings = {"linger": 0.3, "memory": str(tmp_path)}
    with capturing(video, tmp_path / "c.sock", **settings) as running:
        yield running


def live_picture(client: CaptureClient) -> bytes:
    return receive_until(client, lambda message: message.kind is Kind.PICTURE).body


def test_pictures_come_at_the_rate_of_the_file_and_carry_the_time(capture: CaptureProcess) -> None:
    with capture.client() as client:
        client.ask(Ask(Picture()))
        live_picture(client)
        times = [receive_until(client, lambda m: is_live(m.kind)).at_ns for _ in range(26)]
    assert times == sorted(set(times))
    assert (times[-1] - times[0]) / 1e9 == pytest.approx(1.0, abs=0.15)
    assert abs(time.time_ns() - times[-1]) < 1e9


def test_each_client_gets_the_size_and_rate_it_asks_for(capture: CaptureProcess) -> None:
    with capture.client() as small, capture.client() as full:
        small.ask(Ask(Picture(Size.SMALL), fps=5))
        full.ask(Ask(Picture(Size.FULL)))
        assert decoded(live_picture(small)).shape == (360, 640, 3)
        assert decoded(live_picture(full)).shape == (540, 960, 3)
        times = [receive_until(small, lambda m: is_live(m.kind)).at_ns for _ in range(6)]
        assert (times[-1] - times[1]) / 4e9 == pytest.approx(0.2, abs=0.05)


def test_the_source_is_open_only_while_somebody_asks(capture: CaptureProcess) -> None:
    with capture.client() as watcher:
        assert watcher.status()["state"] == "idle"
        with capture.client() as client:
            client.ask(Ask(Picture()))
            live_picture(client)
            assert watcher.status()["state"] == "live"
        eventually(lambda: watcher.status()["state"] == "idle", "the source to be closed")
        capture.say({"always": True})
        eventually(
            lambda: watcher.status()["state"] == "live", "the source to be opened by command"
        )
        capture.say({"always": False})
        eventually(
            lambda: watcher.status()["state"] == "idle", "the source to be closed by command"
        )


def test_nothing_is_encoded_while_nobody_watches(video: str, tmp_path: Path) -> None:
    with capturing(video, tmp_path / "c.sock", always=True) as running, running.client() as client:
        eventually(lambda: client.status()["frames_taken"] >= 5, "frames")
        assert client.status()["encode_ms"] == 0


def test_raw_frames_and_annotations(capture: CaptureProcess) -> None:
    with capture.client() as vision, capture.client() as viewer, capture.client() as plain:
        vision.ask_raw(fps=10)
        at_ns, image = vision.next_raw()
        assert image.shape == (540, 960, 3)
        assert image.max() - image.min() < 8
        seen = Annotations((Detection("person", 0.8, (100, 100, 300, 300)),))
        vision.annotate(Note(at_ns + 60 * 10**9, (960, 540), seen))
        viewer.ask(Ask(Picture()))
        plain.ask(Ask(Picture(overlay=False)))
        receive_until(viewer, lambda m: is_live(m.kind) and _green(m.body))
        assert not _green(live_picture(plain))


def test_annotations_end_with_their_annotator(capture: CaptureProcess) -> None:
    with capture.client() as viewer:
        viewer.ask(Ask(Picture()))
        with capture.client() as vision:
            seen = Annotations((Detection("person", 0.8, (100, 100, 300, 300)),))
            vision.annotate(Note(time.time_ns() + 60 * 10**9, (960, 540), seen))
            receive_until(viewer, lambda m: is_live(m.kind) and _green(m.body))
        receive_until(viewer, lambda m: is_live(m.kind) and not _green(m.body))


def test_a_client_that_does_not_read_holds_nobody_back(capture: CaptureProcess) -> None:
    with capture.client() as asleep, capture.client() as awake:
        asleep.ask(Ask(Picture()))
        awake.ask(Ask(Picture()))
        live_picture(awake)
        times = [receive_until(awake, lambda m: is_live(m.kind)).at_ns for _ in range(51)]
        assert (times[-1] - times[0]) / 1e9 == pytest.approx(2.0, abs=0.3)
        late = [receive_until(asleep, lambda m: is_live(m.kind)).at_ns for _ in range(51)]
        assert late == sorted(late)


def test_a_stranger_is_thrown_out(capture: CaptureProcess) -> None:
    with capture.client() as stranger, capture.client() as client:
        stranger._socket.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(HEADER.size))
        with pytest.raises(OSError):  # noqa: PT011 - reset or end, as the kernel likes
            stranger.receive()
        client.ask(Ask(Picture()))
        assert live_picture(client)


def test_the_socket_is_for_this_user_only(capture: CaptureProcess) -> None:
    with capture.client():
        assert Path(capture.socket).stat().st_mode & 0o777 == 0o600


def test_a_missing_file_is_offline_with_a_picture_that_says_so(tmp_path: Path) -> None:
    url = (tmp_path / "none.avi").as_uri()
    settings = {"width": 640, "height": 360}
    with (
        capturing(url, tmp_path / "c.sock", **settings) as running,
        running.client() as client,
        running.client() as watcher,
    ):
        client.ask(Ask(Picture()))
        held = receive_until(client, lambda message: message.kind is Kind.HELD)
        assert decoded(held.body).shape == (360, 640, 3)
        eventually(lambda: watcher.status()["state"] == "offline", "offline")
        assert watcher.status()["error"] == "there is no such file"
        time.sleep(0.3)
        stamps = [receive_until(client, lambda m: m.kind is Kind.HELD).at_ns for _ in range(4)]
        assert (stamps[3] - stamps[2]) / 1e9 == pytest.approx(1.0, abs=0.4)


def test_a_scene_plays_at_its_rate(tmp_path: Path) -> None:
    settings = {"scenes": "tests.streaming.scenery:scene", "fps": 20.0}
    with (
        capturing("scene:stripes?seed=3", tmp_path / "c.sock", **settings) as running,
        running.client() as client,
    ):
        client.ask_raw()
        frames = [client.next_raw() for _ in range(21)]
    assert [int(image[0, 0, 0]) for _, image in frames] == list(range(21))
    assert frames[0][1][0, 0, 1] == 3
    assert (frames[-1][0] - frames[0][0]) / 1e9 == pytest.approx(1.0, abs=0.15)


def test_the_end_of_stdin_ends_the_process_and_leaves_nothing(
    capture: CaptureProcess, tmp_path: Path
) -> None:
    with capture.client() as client:
        client.ask_raw()
        client.next_raw()
        assert capture.end() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "told"), [("", "not JSON"), ('{"url": "rtsp://h/"}', "url and socket are needed")]
)
def test_a_bad_configuration_is_exit_code_two(line: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streaming.capture"],
        input=line + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (2, told)


def _green(jpeg: bytes) -> bool:
    return bool(np.abs(decoded(jpeg)[200, 100].astype(int) - GREEN).max() < 60)


def test_the_end_of_the_lease_ends_the_process(capture: CaptureProcess, tmp_path: Path) -> None:
    with capture.client() as client:
        client.ask_raw()
        client.next_raw()
        capture.say({"lease": time.monotonic() + 0.5})
        capture.say({"lease": time.monotonic() + 60})
        time.sleep(0.7)
        client.next_raw()
        capture.say({"lease": time.monotonic() + 0.5})
        assert capture.process.wait(patient(5)) == 0
    assert list(tmp_path.iterdir()) == []
