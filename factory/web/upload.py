"""A request's body taken in before anybody works on it: bounded in bytes and in time.

A worker thread that reads from a client is a thread that a slow client holds; ten of them were seen
to freeze every other request. So the event loop reads, and threads get what is complete.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO

from factory.core.errors import DomainError
from factory.web.protocol import Message, Receive, Scope, header

CHUNK_BYTES = 64 * 1024
LINGERING = 25
"""Times as much as is taken is read of what is refused: half a gigabyte, a film dropped by mistake."""

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request's body; above ``memory_bytes`` it is kept in a temporary file."""

    most_bytes: int
    memory_bytes: int = 256 * 1024
    idle_seconds: float = 10.0
    total_seconds: float = 30.0


class TooLarge(DomainError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too-large"

    def __init__(self, limits: Limits) -> None:
        most = limits.most_bytes
        text = f"A request has at most {most} bytes ({most / MEGABYTE:.3g} MB)."
        super().__init__(f"{text} Send several files in several requests.")
        self.megabytes = most // MEGABYTE


class TooSlow(DomainError):
    status = HTTPStatus.REQUEST_TIMEOUT
    code = "too-slow"


class ClientGoneError(Exception):
    """The client left in the middle of its request; there is nobody to answer."""


def refuse_declared(scope: Scope, limits: Limits) -> None:
    """Raise TooLarge for a body that says itself that it is, before a byte of it is read."""
    declared = header(scope, b"content-length")
    if declared.isdigit() and int(declared) > limits.most_bytes:
        raise TooLarge(limits)


async def take_in(receive: Receive, limits: Limits) -> IO[bytes]:
    """Return the whole body, at its start; raises TooLarge, TooSlow or ClientGoneError."""
    body: IO[bytes] = SpooledTemporaryFile(max_size=limits.memory_bytes)  # noqa: SIM115 - returned
    try:
        async with asyncio.timeout(limits.total_seconds):
            await _fill(body, receive, limits)
    except TimeoutError as error:
        body.close()
        raise TooSlow("The request did not arrive in time.") from error
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _fill(body: IO[bytes], receive: Receive, limits: Limits) -> None:
    more = True
    while more:
        async with asyncio.timeout(limits.idle_seconds):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body.write(message.get("body", b""))
        if body.tell() > limits.most_bytes:
            raise TooLarge(limits)
        more = message.get("more_body", False)


async def linger(receive: Receive, limits: Limits) -> None:
    """Read on, for nothing, what a client still sends that has had its answer.

    A connection that is closed on unread bytes is reset, and a browser then shows that and not the
    answer. Bounded: whoever sends for ever is cut off.
    """
    left, more = limits.most_bytes * LINGERING, True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(limits.total_seconds):
            while more and left > 0:
                async with asyncio.timeout(limits.idle_seconds):
                    message = await receive()
                left -= len(message.get("body", b""))
                more = message.get("more_body", False)


def length_of(body: IO[bytes]) -> int:
    """Return how many bytes were taken in, and leave the body at its start."""
    length = body.seek(0, os.SEEK_END)
    body.seek(0)
    return length


def replay(body: IO[bytes], receive: Receive) -> Receive:
    """Return a ``receive`` that tells the body again, piece by piece, and then what follows it."""
    ahead = body.read(CHUNK_BYTES)
    told = False

    async def again() -> Message:
        nonlocal ahead, told
        if told:
            return await receive()
        piece, ahead = ahead, body.read(CHUNK_BYTES)
        told = not ahead
        return {"type": "http.request", "body": piece, "more_body": not told}

    return again
