"""Whom a camera that speaks TLS has to prove to be, before it is asked or told anything."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from streaming import cards
from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import ElsewhereError
from streaming.capture.sources.camera import open_camera
from tests.certificates import certificate
from tests.streaming.rtsp_camera import RtspCamera, encode, free_port, require_gstreamer
from tests.streaming.speaking import HERE, PASSWORD, Answer, camera, reason, says

LOCAL = "localhost"
SCHEMES = pytest.mark.parametrize("scheme", ["https", "rtsps"])
HOSTS = pytest.mark.parametrize("host", [LOCAL, HERE])
MISTRUST = "the camera's certificate is not to be trusted: "
MOVED = b"Location: rtsp://127.0.0.1:1/\r\n"


def heard(answer: Answer) -> tuple[Answer, list[bytes]]:
    """Return the answer, and what was said to the camera."""
    asked: list[bytes] = []

    def listening(head: bytes) -> bytes:
        asked.append(head)
        return answer(head)

    return listening, asked


def pictures() -> Answer:
    """Answer by fifty MJPEG pictures of 160 by 90."""
    picture = cards.jpeg(np.full((90, 160, 3), 99, np.uint8))
    part = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n"
    return lambda _head: head + (b"--f\r\n" + part % (len(picture), picture)) * 50


@SCHEMES
@HOSTS
def test_one_that_nobody_vouches_for(tmp_path: Path, scheme: str, host: str) -> None:
    context, _ = certificate(tmp_path, host)
    answer, asked = heard(says(b"404 Not Found"))
    with camera(answer, scheme, context) as url:
        told = reason(url.replace(HERE, host), user="admin", password=PASSWORD)
    assert told.startswith(f"{MISTRUST}self")
    assert asked == []


@SCHEMES
@pytest.mark.parametrize(
    ("made_out_to", "host", "told"),
    [
        ("elsewhere", LOCAL, "Hostname mismatch"),
        ("elsewhere", HERE, "IP address mismatch"),
        (LOCAL, HERE, "IP address mismatch"),
        ("127.0.0.9", HERE, "IP address mismatch"),
    ],
)
def test_one_that_is_made_out_to_somebody_else(
    tmp_path: Path, scheme: str, made_out_to: str, host: str, told: str
) -> None:
    context, path = certificate(tmp_path, made_out_to)
    answer, asked = heard(pictures())
    with camera(answer, scheme, context) as url:
        assert reason(url.replace(HERE, host), ca_file=path).startswith(MISTRUST + told)
    assert asked == []


@SCHEMES
@HOSTS
def test_one_that_is_in_the_file(tmp_path: Path, scheme: str, host: str) -> None:
    context, path = certificate(tmp_path, host)
    with camera(says(b"404 Not Found"), scheme, context) as url:
        told = reason(url.replace(HERE, host), ca_file=path)
    assert told == "the camera knows no such path (404)"


@pytest.mark.parametrize(("host", "name"), [(LOCAL, ""), (HERE, ""), (HERE, "cam.plant")])
def test_pictures_over_https(tmp_path: Path, host: str, name: str) -> None:
    """By name, by address, and at the address to which the name was led."""
    context, path = certificate(tmp_path, name or host)
    answer, asked = heard(pictures())
    with camera(answer, "https", context) as url:
        there = url.replace(HERE, host)
        config = CaptureConfig(url=there, socket="none", ca_file=path, host=name or host)
        source = open_camera(config)
        source.grab()
        assert source.picture().shape == (90, 160, 3)
        source.close()
    place = f"{name or host}:{urlsplit(url).port}"
    assert f"\r\nHost: {place}\r\n".encode() in asked[0]


@pytest.mark.parametrize("challenge", [b"Digest realm=cam, nonce=n0nce", b"Basic realm=cam"])
def test_a_password_over_https(tmp_path: Path, challenge: bytes) -> None:
    """FFmpeg comes a second time, with a proof."""
    context, path = certificate(tmp_path, HERE)
    wanted = says(b"401 No", b"WWW-Authenticate: " + challenge + b"\r\n")
    proof = b"\r\nAuthorization: " + challenge.split()[0]

    def answer(head: bytes) -> bytes:
        return pictures()(head) if proof in head else wanted(head)

    with camera(answer, "https", context) as url:
        config = CaptureConfig(
            url=url, socket="none", ca_file=path, user="admin", password=PASSWORD
        )
        source = open_camera(config)
        source.grab()
        assert source.picture().shape == (90, 160, 3)
        source.close()


def test_a_redirect_over_rtsps_leads_nowhere(tmp_path: Path) -> None:
    context, path = certificate(tmp_path, HERE)
    with camera(says(b"302 Moved", MOVED), "rtsps", context) as url:
        assert reason(url, ca_file=path) == str(ElsewhereError())


@contextmanager
def in_front_of(port: int, context: ssl.SSLContext) -> Iterator[str]:
    """Speak TLS before an RTSP server; yield the address."""
    with socket.create_server((HERE, 0)) as listener:
        threading.Thread(target=_front, args=(listener, port, context), daemon=True).start()
        yield f"rtsps://{HERE}:{listener.getsockname()[1]}/live"


def _front(listener: socket.socket, port: int, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        line, _ = listener.accept()
        with (
            context.wrap_socket(line, server_side=True) as outside,
            socket.create_connection((HERE, port)) as inside,
        ):
            threading.Thread(target=_copy, args=(outside, inside), daemon=True).start()
            _copy(inside, outside)


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(4096):
            other.sendall(data)


@pytest.mark.rtsp
def test_pictures_over_rtsps(tmp_path: Path) -> None:
    require_gstreamer()
    context, path = certificate(tmp_path, HERE)
    server = RtspCamera(free_port(), encode(tmp_path / "film.h264", "320x240"))
    server.start()
    try:
        with in_front_of(server.port, context) as url:
            # Encrypted, nothing comes beside the connection, whatever the camera's transport.
            config = CaptureConfig(url=url, socket="none", ca_file=path, transport="udp")
            source = open_camera(config)
            for _ in range(5):
                source.grab()
            assert source.picture().shape == (240, 320, 3)
            source.close()
    finally:
        server.kill()
