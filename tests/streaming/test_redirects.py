"""A camera that sends its visitors on to another server, which nobody has allowed."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat, takewhile
from pathlib import Path

import pytest

from streaming.capture.sources.base import ElsewhereError
from tests.streaming.capturing import ROOT, capturing, eventually

ELSEWHERE = str(ElsewhereError())
HERE, THERE = "127.0.0.1", "127.0.0.2"


@contextmanager
def http_server(
    host: str, location: str = "", playlist: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Serve a redirect, a playlist, or nothing; yield the address and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if location else 200 if playlist else 404)
            if location:
                self.send_header("Location", location)
            if playlist:
                self.send_header("Content-Type", "application/vnd.apple.mpegurl")
            self.end_headers()
            self.wfile.write(playlist.encode())

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer((host, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{host}:{server.server_port}", asked
        server.shutdown()


MOVED = b"RTSP/1.0 302 Moved"
Moves = tuple[bytes, ...]


@contextmanager
def rtsp_redirector(location: str, moves: Moves = (MOVED,)) -> Iterator[str]:
    """Answer every DESCRIBE by the address of another server.

    ``moves`` are the first lines of the answer, one a connection; the last one stays.
    """
    with socket.create_server((THERE, 0)) as listener:
        threading.Thread(target=_redirect, args=(listener, location, moves), daemon=True).start()
        yield f"rtsp://{THERE}:{listener.getsockname()[1]}/live"


def _redirect(listener: socket.socket, location: str, moves: Moves) -> None:
    for told in chain(moves, repeat(moves[-1])):
        try:
            line, _ = listener.accept()
        except OSError:
            return
        # A client that has seen enough leaves in the middle of a word.
        with line, line.makefile("rb") as lines, suppress(OSError):
            while (asked := lines.readline()).strip():
                head = list(takewhile(bytes.strip, iter(lines.readline, b"")))
                number = next((one for one in head if one.lower().startswith(b"cseq")), b"")
                moved = told + b"\r\nLocation: " + location.encode() + b"\r\n"
                said = moved if asked.startswith(b"DESCRIBE") else b"RTSP/1.0 200 OK\r\n"
                line.sendall(said + number + b"\r\n")


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


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize(
    "moves",
    [
        (MOVED,),
        (b"RTSP/1.0  302 Moved",),
        (b" RTSP/1.0 302 Moved",),
        # What cannot be opened fast is asked for again.
        (b"RTSP/1.0 404 Not Found", MOVED),
    ],
)
def test_an_rtsp_camera_cannot_send_us_elsewhere(
    tmp_path: Path, moves: Moves, transport: str
) -> None:
    with (
        nobody() as (elsewhere, came),
        rtsp_redirector(elsewhere, moves) as url,
        capturing(url, tmp_path / "c.sock", always=True, transport=transport) as capture,
        capture.client() as client,
    ):
        eventually(lambda: client.status()["error"] == ELSEWHERE, "the refusal")
        assert client.status()["frames_taken"] == 0
        assert came == []


def test_an_rtsp_camera_that_says_too_much_is_given_up(tmp_path: Path) -> None:
    long = MOVED + b"\r\nX: " + b"a" * 200_000
    with (
        nobody() as (elsewhere, came),
        rtsp_redirector(elsewhere, (long,)) as url,
        capturing(url, tmp_path / "c.sock", always=True) as capture,
        capture.client() as client,
    ):
        eventually(lambda: "speak RTSP" in client.status()["error"], "the refusal")
        assert came == []


@pytest.mark.parametrize("path", ["/video.m3u8", "/video.mjpg"])
def test_a_playlist_leads_nowhere(tmp_path: Path, path: str) -> None:
    with http_server(HERE) as (elsewhere, asked):
        parts = [f"#EXTINF:4.0,\n{elsewhere}/{name}.ts" for name in ("secret", "more")]
        playlist = "\n".join(["#EXTM3U", "#EXT-X-TARGETDURATION:4", *parts, "#EXT-X-ENDLIST", ""])
        with (
            http_server(THERE, playlist=playlist) as (camera, at_camera),
            capturing(camera + path, tmp_path / "c.sock", always=True) as capture,
            capture.client() as client,
        ):
            eventually(lambda: client.status()["state"] == "offline", "the refusal")
            assert path in at_camera
            assert asked == []


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


def test_connections_within_a_process_are_known() -> None:
    code = (
        "import socket; from streaming.capture.sources.whereabouts import strayed\n"
        f"listener = socket.create_server(({HERE!r}, 0))\n"
        "line = socket.create_connection(listener.getsockname()); there = listener.accept()\n"
        "ends = {line.getsockname(), line.getpeername()}\n"
        f"print(strayed({THERE!r}, ends), strayed({THERE!r}, {{line.getsockname()}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
