"""The exact reason why a camera cannot be opened, in the test button and as the last error."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from streaming.capture.refusals import ANSWERED
from tests.streaming.capturing import capturing, eventually
from tests.streaming.speaking import HERE, PASSWORD, asks, camera, reason, says

DIGEST = b'WWW-Authenticate: Digest realm="cam", nonce="n0nce"\r\n'
BASIC = b'WWW-Authenticate: Basic realm="cam"\r\n'

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
