"""Why a camera could not be opened: asked once, as FFmpeg would ask, and said so that people can act.

Only the camera's own host is asked, no redirect is followed, and nothing that it says is repeated but a
number.
"""

from __future__ import annotations

import re
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

from streaming.capture.config import CaptureConfig
from streaming.capture.probe import connect
from streaming.capture.sign_in import authorization
from streaming.capture.trust import context_for, distrust

HEAD_END: Final = b"\r\n\r\n"
LARGEST: Final = 8192
STATUS: Final = re.compile(rb"\s*(?:RTSP|HTTP)/[0-9.]+\s+(\d{3})\b")
UNAUTHORISED: Final = 401
ANSWERED: Final = "the camera answers, but not with video that can be read"
REASONS: Final = {
    403: "the camera refuses access (403)",
    404: "the camera knows no such path (404)",
    453: "the camera has no room for one more viewer (453)",
    503: "the camera has no room for one more viewer, or is starting (503)",
}


def refusal(config: CaptureConfig, patience: float) -> str:
    """Return why the network camera cannot be opened; never raises."""
    try:
        status = _status(config, time.monotonic() + patience)
    except ssl.SSLCertVerificationError as error:
        return distrust(error)
    except TimeoutError:
        return f"no answer within {config.open_timeout:g} s"
    except ConnectionRefusedError:
        return "connection refused: nothing answers at this port"
    except OSError as error:
        return f"no connection: {(error.strerror or type(error).__name__).lower()}"
    except ValueError:
        return f"what answers there does not speak {config.scheme}"
    return _said(status, signed_in=bool(config.user))


def _said(status: int, *, signed_in: bool) -> str:
    if status == UNAUTHORISED:
        return "wrong user or password" if signed_in else "the camera wants a user and a password"
    if status // 100 == 2:  # noqa: PLR2004 - success
        return ANSWERED
    if status // 100 == 3:  # noqa: PLR2004 - redirection
        return "the camera leads to another server"
    return REASONS.get(status, f"the camera gives an error of its own ({status})")


def _status(config: CaptureConfig, until: float) -> int:
    status, head = _asked(config, "", until)
    if status == UNAUTHORISED and config.user:
        method, target = _question(config.url)
        proof = authorization(head, method, target, (config.user, config.password))
        if proof:
            status, _ = _asked(config, f"Authorization: {proof}\r\n", until)
    return status


def _asked(config: CaptureConfig, proof: str, until: float) -> tuple[int, str]:
    """Return status and head of the answer."""
    method, target = _question(config.url)
    rest = (
        "RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n"
        if config.scheme.startswith("rtsp")
        else f"HTTP/1.1\r\nHost: {config.authority}\r\nConnection: close\r\n"
    )
    head = b""
    context = context_for(config.scheme, config.ca_file)
    with connect(config.url, _left(until), context, config.host) as line:
        line.sendall(f"{method} {target} {rest}{proof}\r\n".encode())
        while HEAD_END not in head and len(head) < LARGEST:
            line.settimeout(_left(until))
            piece = line.recv(LARGEST)
            if not piece:
                break
            head += piece
    status = STATUS.match(head)
    if status is None:
        raise ValueError("no status")
    return int(status[1]), head.decode("latin-1")


def _question(url: str) -> tuple[str, str]:
    """Return method and target."""
    parts = urlsplit(url)
    if parts.scheme.startswith("rtsp"):
        return "DESCRIBE", url
    return "GET", parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
