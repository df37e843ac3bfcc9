"""A camera in a thread that says what a test wants it to say, and what is then told of it."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from streaming.capture.config import CaptureConfig
from streaming.capture.sources.base import SourceError
from streaming.capture.sources.camera import open_camera

HERE = "127.0.0.1"
Answer = Callable[[bytes], bytes]
PASSWORD = "s3cret"


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


def reason(url: str, **settings: Any) -> str:
    """Return why the camera cannot be opened."""
    config = CaptureConfig(url=url, socket="none", open_timeout=1.0, **settings)
    with pytest.raises(SourceError) as refused:
        open_camera(config)
    assert PASSWORD not in str(refused.value)
    return str(refused.value)
