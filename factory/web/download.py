"""An answer kept for its reader: made as fast as the worker can, sent as fast as the client reads.

The thread that made it is free at once; otherwise a few slow readers of long answers hold them all.
"""

from __future__ import annotations

import asyncio
from tempfile import SpooledTemporaryFile
from typing import IO

from factory.web.protocol import Message, Send

CHUNK_BYTES = 64 * 1024
MEMORY_BYTES = 1024 * 1024


class Outbox:
    """Stands between an application and ``send``; what is unsent is kept, on disk when it is much."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._kept: IO[bytes] = SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115
        self._written = self._sent = 0
        self._complete = self._ended = False
        self._news = asyncio.Event()
        self._start: Message | None = None

    async def put(self, message: Message) -> None:
        """Be the application's ``send``; never waits."""
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._kept.seek(self._written)
            self._written += self._kept.write(message.get("body", b""))
            self._complete = not message.get("more_body", False)
        self._news.set()

    async def deliver(self) -> None:
        """Send everything, until the answer is complete."""
        while not self._ended:
            await self._news.wait()
            self._news.clear()
            await self._flush()

    async def _flush(self) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            await self._send(start)
        while self._sent < self._written:
            self._kept.seek(self._sent)
            await self._pass_on(self._kept.read(CHUNK_BYTES))
        if self._complete and not self._ended:
            await self._pass_on(b"")

    async def _pass_on(self, piece: bytes) -> None:
        self._sent += len(piece)
        self._ended = self._complete and self._sent == self._written
        await self._send(
            {"type": "http.response.body", "body": piece, "more_body": not self._ended}
        )

    def close(self) -> None:
        self._kept.close()
