"""A pulse to a relay over HTTP: one POST to an allowed host, bounded in time, never sent twice."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Collection
from http.client import BadStatusLine, HTTPConnection, HTTPException, HTTPSConnection
from typing import Final

from vehicles.relay_targets import RelayTarget, relay_target

TIMEOUT_SECONDS: Final = 2.0
"""For the whole pulse, from the look-up of the name to the answer."""

LONGEST_HEAD: Final = 1024
SUCCESS: Final = range(200, 300)


class RelayError(Exception):
    """The relay may not be called, did not answer in time, or refused."""


def send_pulse(url: str, secret: str, *, allowed_hosts: Collection[str]) -> None:
    """POST once and return when the relay has agreed; raises RelayError, and never tries again.

    No redirect is followed. After a timeout nobody knows whether the barrier moves: that is said, and
    the guard, who sees it, decides.
    """
    try:
        target = relay_target(url, allowed_hosts=allowed_hosts)
    except ValueError as error:
        raise RelayError(str(error)) from error
    try:
        status = _post(target, secret, time.monotonic() + TIMEOUT_SECONDS)
    except TimeoutError as error:
        raise RelayError(f"{target.host} did not answer within {TIMEOUT_SECONDS:g} s") from error
    except (OSError, HTTPException) as error:
        raise RelayError(f"{target.host} did not answer ({type(error).__name__})") from error
    if status not in SUCCESS:
        raise RelayError(f"{target.host} answered {status}")


def _post(target: RelayTarget, secret: str, deadline: float) -> int:
    headers = {"User-Agent": "factory-ai-gate", "Content-Length": "0", "Connection": "close"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    connection = _connection(target)
    try:
        connection.connect()
        # The look-up of a name knows no timeout, and a pulse that is late is not sent.
        _left(deadline)
        connection.request("POST", target.path, headers=headers)
        return _status(connection.sock, deadline)
    finally:
        connection.close()


def _status(line: socket.socket, deadline: float) -> int:
    """Read the first line of the answer; one that comes byte by byte meets the deadline all the same."""
    head = b""
    while b"\r\n" not in head and len(head) < LONGEST_HEAD:
        line.settimeout(_left(deadline))
        got = line.recv(LONGEST_HEAD)
        if not got:
            break
        head += got
    words = head.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/") or not words[1].isdigit():  # noqa: PLR2004
        raise BadStatusLine(head.decode("ascii", "replace")[:40])
    return int(words[1])


def _left(deadline: float) -> float:
    """Return the seconds until then; raises TimeoutError where there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connection(target: RelayTarget) -> HTTPConnection:
    if target.scheme == "https":
        context = ssl.create_default_context()
        return HTTPSConnection(target.host, target.port, timeout=TIMEOUT_SECONDS, context=context)
    return HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
