"""The exact reason why a camera cannot be opened, in the test button and as the last error."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from streaming import cards
from streaming.capture.config import CaptureConfig
from streaming.capture.refusals import ANSWERED
from streaming.capture.sources.base import SourceError
from streaming.capture.sources.camera import open_camera
from tests.certificates import certificate
from tests.streaming.capturing import capturing, eventually

HERE = "127.0.0.1"
Answer = Callable[[bytes], bytes]
PASSWORD = "s3cret"
DIGEST = b'WWW-Authenticate: Digest realm="cam", nonce="n0nce"\r\n'
BASIC = b'WWW-Authenticate: Basic realm="cam"\r\n'


@contextmanager
def camera(
    answer: Answer, scheme: str = "rtsp", context: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Answer every question by what ``answer`` makes of it; yield the camera's address."""
    with socket.create_server((HERE, 0)) as listener:
        threading.Thread(target=_serve, args=(listener, answer, context), daemon=True).start()
        yield f"{scheme}://{HERE}:{listener.getsockname()[1]}/live"


def _serve(listener: socket.socket, answer: Answer, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            line, _ = listener.accept()
            threading.Thread(target=_talk, args=(line, answer, context), daemon=True).start()


def _talk(line: socket.socket, answer: Answer, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        spoken = context.wrap_socket(line, server_side=True) if context else line
        with spoken, spoken.makefile("rb") as lines:
            while True:
                head = b""
                while (one := lines.readline()).strip():
                    head += one
                if not head:
                    return
                spoken.sendall(answer(head))


def says(status: bytes, extra: bytes = b"") -> Answer:
    """Answer everything so, but for an RTSP client's first question."""

    def answer(head: bytes) -> bytes:
        protocol = b"RTSP/1.0 " if b"RTSP/" in head else b"HTTP/1.1 "
        number = re.search(rb"(?i)^cseq:.*\r\n", head, re.MULTILINE)
        polite = head.startswith(b"OPTIONS") and protocol == b"RTSP/1.0 "
        rest = (number[0] if number else b"") + b"Content-Length: 0\r\n\r\n"
        return protocol + (b"200 OK\r\n" if polite else status + b"\r\n" + extra) + rest

    return answer


def asks(challenge: bytes, proof: bytes, then: bytes) -> Answer:
    """Want a proof, and answer ``then`` to those who have it."""
    return lambda head: says(then)(head) if proof in head else says(b"401 No", challenge)(head)


def reason(url: str, **settings: object) -> str:
    config = CaptureConfig(url=url, socket="none", open_timeout=1.0, **settings)  # type: ignore[arg-type]
    with pytest.raises(SourceError) as refused:
        open_camera(config)
    assert PASSWORD not in str(refused.value)
    return str(refused.value)


STATUSES = {
    b"401 Unauthorized": "the camera wants a user and a password",
    b"403 Forbidden": "the camera refuses access (403)",
    b"404 Not Found": "the camera knows no such path (404)",
    b"453 Not Enough Bandwidth": "the camera has no room for one more viewer (453)",
    b"500 Oh no": "the camera gives an error of its own (500)",
    b"200 OK": ANSWERED,
}


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
@pytest.mark.parametrize(("status", "told"), STATUSES.items())
def test_what_the_camera_says(scheme: str, status: bytes, told: str) -> None:
    with camera(says(status), scheme) as url:
        assert reason(url) == told


def test_a_redirect_over_http_is_called_what_it_is() -> None:
    with camera(says(b"302 Found", b"Location: http://10.0.0.9/\r\n"), "http") as url:
        assert reason(url) == "the camera leads to another server"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("challenge", [DIGEST, BASIC])
def test_wrong_passwords_and_what_stands_behind_right_ones(
    challenge: bytes, transport: str
) -> None:
    user = {"user": "admin", "password": PASSWORD, "transport": transport}
    with camera(says(b"401 No", challenge)) as url:
        assert reason(url, **user) == "wrong user or password"
    with camera(asks(challenge, b"Authorization: ", b"404 Not Found")) as url:
        assert reason(url, **user) == "the camera knows no such path (404)"


def test_nobody_there() -> None:
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]
    assert reason(f"rtsp://{HERE}:{port}/x").startswith("connection refused")


@pytest.mark.parametrize("scheme", ["rtsp", "http"])
def test_silence_is_waited_for_once(scheme: str) -> None:
    with socket.create_server((HERE, 0)) as listener:
        began = time.monotonic()
        url = f"{scheme}://{HERE}:{listener.getsockname()[1]}/x"
        assert reason(url) == "no answer within 1 s"
        assert time.monotonic() - began < 6


def test_another_language() -> None:
    with camera(lambda _head: b"220 mail.example ESMTP\r\n\r\n", "http") as url:
        assert reason(url) == "what answers there does not speak http"


def test_the_reason_is_the_cameras_last_error(tmp_path: Path) -> None:
    with (
        camera(says(b"404 Not Found")) as url,
        capturing(url, tmp_path / "c.sock", always=True) as capture,
        capture.client() as client,
    ):
        eventually(lambda: "no such path" in client.status()["error"], "the reason")


class TestCertificates:
    def test_one_that_nobody_vouches_for(self, tmp_path: Path) -> None:
        context, _ = certificate(tmp_path, "localhost")
        asked: list[bytes] = []

        def answer(head: bytes) -> bytes:
            asked.append(head)
            return says(b"200 OK")(head)

        with camera(answer, "https", context) as url:
            told = reason(url.replace(HERE, "localhost"))
        assert told.startswith("the camera's certificate is not to be trusted: self")
        assert asked == []

    def test_one_that_is_made_out_to_somebody_else(self, tmp_path: Path) -> None:
        context, path = certificate(tmp_path, "elsewhere")
        with camera(says(b"404 Not Found"), "https", context) as url:
            told = reason(url.replace(HERE, "localhost"), ca_file=path)
        assert "certificate is not to be trusted" in told

    @pytest.mark.parametrize("host", ["localhost", HERE])
    def test_one_that_is_in_the_file(self, tmp_path: Path, host: str) -> None:
        context, path = certificate(tmp_path, "localhost")
        with camera(says(b"404 Not Found"), "https", context) as url:
            told = reason(url.replace(HERE, host), ca_file=path)
        assert told == "the camera knows no such path (404)"

    @pytest.mark.parametrize("host", ["localhost", HERE])
    def test_pictures_of_one_that_is_in_the_file(self, tmp_path: Path, host: str) -> None:
        context, path = certificate(tmp_path, "localhost")
        picture = cards.jpeg(np.full((90, 160, 3), 99, np.uint8))
        part = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=f\r\n\r\n"
        body = b"--f\r\n" + part % (len(picture), picture)
        with camera(lambda _head: head + body * 50, "https", context) as url:
            config = CaptureConfig(url=url.replace(HERE, host), socket="none", ca_file=path)
            source = open_camera(config)
            source.grab()
            assert source.picture().shape == (90, 160, 3)
            source.close()
