"""Cameras that speak MJPEG over HTTP: ours, read back, and one whose pictures' size changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.pictures import Picture
from streaming.capture.probe import answers
from streaming.capture.trial import look
from streaming.capture.wire import Ask, Kind, Message
from streaming.live.channel import Channel
from tests.streaming.capturing import capturing, decoded, eventually, make_video, receive_until
from tests.streaming.serving import serving


def test_an_http_camera_is_read_as_any_other(tmp_path: Path) -> None:
    video = make_video(tmp_path / "film.avi", width=640)
    channel = Channel(str(tmp_path / "first.sock"), Picture())
    with capturing(video, Path(channel.socket)), serving(channel) as served:
        url = f"http://127.0.0.1:{served.port}/"
        assert answers(url)
        with capturing(url, tmp_path / "second.sock") as second, second.client() as client:
            client.ask(Ask(Picture()))
            # Ours begins by a card of another size.
            receive_until(client, lambda one: _shows(one, 640, 360))
            status = client.status()
            assert (status["state"], status["width"], status["failures"]) == ("live", 640, 0)


def _shows(message: Message, width: int, height: int) -> bool:
    return message.kind is Kind.PICTURE and decoded(message.body).shape == (height, width, 3)


class Sizing(ThreadingHTTPServer):
    """A camera that sends pictures of ``size``, also in the connections that are open."""

    size = 640, 360
    first: tuple[int, int] | None = None
    """Of the first picture of each connection, if that is another one."""
    ended = threading.Event()
    asked: list[tuple[str, str]]


class Pictures(BaseHTTPRequestHandler):
    server: Sizing

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        first = self.server.first
        while not self.server.ended.wait(0.04):
            (width, height), first = first or self.server.size, None
            jpeg = cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            try:
                self.wfile.write(head.encode() + jpeg + b"\r\n")
            except OSError:
                return

    def log_message(self, *_: object) -> None: ...


@contextmanager
def sizing() -> Iterator[Sizing]:
    with Sizing(("127.0.0.1", 0), Pictures) as server:
        server.asked, server.ended = [], threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


def test_a_size_that_changes_within_a_connection_is_followed(tmp_path: Path) -> None:
    with sizing() as camera:
        url = f"http://127.0.0.1:{camera.server_port}/video?channel=1"
        with capturing(url, tmp_path / "c.sock") as capture, capture.client() as viewer:
            viewer.ask(Ask(Picture()))
            for width, height in ((640, 360), (320, 240), (640, 480)):
                camera.size = width, height
                receive_until(viewer, lambda one: _shows(one, width, height))  # noqa: B023 - at once
                with capture.client() as client:
                    eventually(lambda: client.status()["state"] == "live", "live")
                    status = client.status()
                assert (status["width"], status["height"]) == (width, height)
    # Called by its own address, not by that of whatever stands between.
    assert set(camera.asked) == {("/video?channel=1", f"127.0.0.1:{camera.server_port}")}


def test_a_proxy_for_others_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("no_proxy", "10.1.2.3")
    with sizing() as camera:
        url = f"http://127.0.0.1:{camera.server_port}/"
        with (
            capturing(url, tmp_path / "c.sock", always=True) as capture,
            capture.client() as client,
        ):
            eventually(lambda: client.status()["state"] == "live", "live")


def test_a_camera_that_begins_by_another_size_can_be_read_and_tried(tmp_path: Path) -> None:
    with sizing() as camera:
        camera.first = 320, 240
        url = f"http://127.0.0.1:{camera.server_port}/"
        with (
            capturing(url, tmp_path / "c.sock", always=True) as capture,
            capture.client() as client,
        ):
            eventually(lambda: client.status()["frames_taken"] > 20, "pictures")
        seen = look(CaptureConfig(url=url, socket=""), seconds=0.1)
        assert (seen.ok, seen.reason) == (True, "")
