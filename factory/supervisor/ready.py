"""Ways to ask whether a process is ready: each answers at once, and never raises."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from pathlib import Path

from factory.supervisor.spec import ReadyCheck

ANSWER_SECONDS = 1.0
PING = b"PING\r\n"
PONG = b"+PONG"
POSTGRES_PROTOCOL = 3 << 16
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def valkey_answers(socket: Path) -> ReadyCheck:
    """Return a check that a Valkey on this unix socket has loaded its data and serves."""

    async def check() -> bool:
        opening = asyncio.open_unix_connection(str(socket))
        return await _answers(opening, ask=PING, answer=PONG)

    return check


def redis_answers(host: str, port: int) -> ReadyCheck:
    """Return a check that a Redis speaks there: also one that first wants a password."""

    async def check() -> bool:
        opening = asyncio.open_connection(host, port)
        return await _answers(opening, ask=PING, answer=b"-NOAUTH")

    return check


def postgres_answers(host: str, port: int, user: str) -> ReadyCheck:
    """Return a check that a PostgreSQL there asks for a password, as it does once it serves."""
    body = POSTGRES_PROTOCOL.to_bytes(4) + f"user\0{user}\0\0".encode()
    hello = (len(body) + 4).to_bytes(4) + body

    async def check() -> bool:
        return await _answers(asyncio.open_connection(host, port), ask=hello, answer=b"R")

    return check


async def _answers(opening: Coroutine[None, None, Streams], *, ask: bytes, answer: bytes) -> bool:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await opening
            return await _heard(reader, writer, ask=ask, answer=answer)
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False


async def _heard(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, ask: bytes, answer: bytes
) -> bool:
    try:
        writer.write(ask)
        return await reader.readexactly(len(answer)) == answer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
