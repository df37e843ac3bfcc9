"""A camera that sends its visitors on to another server, which nobody has allowed."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from pathlib import Path

import pytest

from streaming.capture.sources.base import ElsewhereError
from tests.streaming.capturing import ROOT, capturing, eventually
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port, require_gstreamer

ELSEWHERE = str(ElsewhereError())
HERE, THERE = "127.0.0.1", "127.0.0.2"


@contextmanager
def http_server(host: str, location: str = "") -> Iterator[tuple[str, list[str]]]:
    """Serve a redirect, or nothing; yield the address and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if location else 404)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer((host, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{host}:{server.server_port}", asked
        server.shutdown()


@contextmanager
def rtsp_redirector(location: str) -> Iterator[str]:
    """Answer every DESCRIBE by the address of another server."""
    with socket.create_server((THERE, 0)) as listener:
        threading.Thread(target=_redirect, args=(listener, location), daemon=True).start()
        yield f"rtsp://{THERE}:{listener.getsockname()[1]}/live"


def _redirect(listener: socket.socket, location: str) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        # A client that has seen enough leaves in the middle of a word.
        with line, line.makefile("rb") as lines, suppress(OSError):
            while (asked := lines.readline()).strip():
                head = list(takewhile(bytes.strip, iter(lines.readline, b"")))
                number = next((one for one in head if one.lower().startswith(b"cseq")), b"")
                moved = b"302 Moved\r\nLocation: " + location.encode() + b"\r\n"
                said = moved if asked.startswith(b"DESCRIBE") else b"200 OK\r\n"
                line.sendall(b"RTSP/1.0 " + said + number + b"\r\n")


def test_an_http_camera_cannot_send_us_elsewhere(tmp_path: Path) -> None:
    with (
        http_server(THERE) as (elsewhere, asked),
        http_server(HERE, f"{elsewhere}/secret.mjpg") as (camera, at_camera),
        capturing(f"{camera}/video", tmp_path / "c.sock", always=True) as capture,
        capture.client() as client,
    ):
        eventually(lambda: client.status()["state"] == "offline", "the refusal")
        assert "/video" in at_camera
        assert asked == []


@contextmanager
def nobody() -> Iterator[tuple[str, list[object]]]:
    """Listen where a camera leads us; yield the address, and who came."""
    came: list[object] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                line, address = listener.accept()
                line.close()
                came.append(address)

    with socket.create_server((HERE, 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"rtsp://{HERE}:{listener.getsockname()[1]}/secret", came


def test_an_rtsp_camera_cannot_send_us_elsewhere(tmp_path: Path) -> None:
    with (
        nobody() as (elsewhere, came),
        rtsp_redirector(elsewhere) as url,
        capturing(url, tmp_path / "c.sock", always=True) as capture,
        capture.client() as client,
    ):
        eventually(lambda: client.status()["error"] == ELSEWHERE, "the refusal")
        assert client.status()["frames_taken"] == 0
        assert came == []


@pytest.mark.rtsp
def test_an_rtsp_camera_over_udp_that_sends_us_elsewhere_is_not_shown(tmp_path: Path) -> None:
    require_gstreamer()
    elsewhere = RtspCamera(free_port(), encode(tmp_path / "film.h264", "320x240"))
    elsewhere.start()
    try:
        with (
            rtsp_redirector(elsewhere.url) as url,
            capturing(url, tmp_path / "c.sock", always=True, transport="udp") as capture,
            capture.client() as client,
        ):
            eventually(lambda: client.status()["error"] == ELSEWHERE, "the refusal")
            assert client.status()["frames_taken"] == 0
    finally:
        elsewhere.kill()


@pytest.mark.parametrize(
    ("host", "astray"),
    [(HERE, "False"), (THERE, "True"), ("localhost", "False"), ("nowhere.invalid", "True")],
)
def test_whom_a_process_talks_to(host: str, astray: str) -> None:
    # In a process of its own: this one may be talking to a database.
    code = (
        "import socket; from streaming.capture.sources.whereabouts import strayed\n"
        f"quiet = strayed({host!r}); listener = socket.create_server(({HERE!r}, 0))\n"
        "line = socket.create_connection(listener.getsockname()); there = listener.accept()\n"
        f"print(quiet, strayed({host!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", astray]
