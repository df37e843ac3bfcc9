"""Keeps a feed supplied: connects to the capture process, asks, reads, fills in while it is absent."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Final

from streaming.capture import wire
from streaming.capture.wire import HEADER, Ask, BadMessageError, Kind
from streaming.live.channel import Channel
from streaming.live.feed import Feed
from streaming.live.parts import part

RETRY_S: Final = 0.5
SILENT_S: Final = 5.0
"""Capture sends a picture every second even while its camera is dead; silence means it hangs itself."""
_ROOM: Final = 1 << 20


async def supply(channel: Channel, feed: Feed) -> None:
    """Publish into ``feed`` until cancelled; placeholders once a second while capture cannot be read."""
    absent = Absence(channel, feed)
    while True:
        with contextlib.suppress(OSError, EOFError, BadMessageError, TimeoutError):
            await _follow(channel, feed, absent.over)
        absent.show()
        await asyncio.sleep(RETRY_S)


class Absence:
    """When capture was lost, and the placeholder that says so."""

    def __init__(self, channel: Channel, feed: Feed) -> None:
        self._channel = channel
        self._feed = feed
        self._since_ns = 0
        self._shown = 0.0

    def over(self) -> None:
        self._since_ns = 0
        self._shown = 0.0

    def show(self) -> None:
        """Publish the placeholder, at most once a second."""
        now = time.monotonic()
        if now - self._shown < 1.0:
            return
        self._shown = now
        self._since_ns = self._since_ns or time.time_ns()
        since = datetime.fromtimestamp(self._since_ns / 1e9, UTC)
        jpeg = _drawn(self._channel, since)
        self._feed.publish(part(time.time_ns(), jpeg, live=False))


def _drawn(channel: Channel, since: datetime) -> bytes:
    # Loaded when first needed: a process that only passes pictures on carries no drawing library.
    jpeg: bytes = import_module("streaming.live.placeholder").placeholder(
        channel.name, channel.picture.size, since
    )
    return jpeg


async def _follow(channel: Channel, feed: Feed, arrived: Callable[[], None]) -> None:
    reader, writer = await asyncio.open_unix_connection(channel.socket, limit=_ROOM)
    asking = asyncio.ensure_future(_keep_asking(channel, feed, writer))
    try:
        while True:
            # Not wait_for: Python 3.11's swallows a cancellation that meets a message, and the connection
            # of a channel that nobody watches any more would stay for ever.
            async with asyncio.timeout(SILENT_S):
                kind, jpeg, at_ns = await _message(reader)
            if kind in {Kind.PICTURE, Kind.HELD}:
                feed.publish(part(at_ns, jpeg, live=kind is Kind.PICTURE))
                arrived()
    finally:
        asking.cancel()
        writer.close()


async def _message(reader: asyncio.StreamReader) -> tuple[Kind, bytes, int]:
    kind, length, at_ns = wire.unpack_header(await reader.readexactly(HEADER.size))
    return kind, await reader.readexactly(length), at_ns


async def _keep_asking(channel: Channel, feed: Feed, writer: asyncio.StreamWriter) -> None:
    """Ask at once, and again when viewers come or go and another rate serves them all."""
    fps, viewers = -1.0, 1
    while True:
        if feed.fps != fps:
            fps = feed.fps
            writer.write(wire.pack_json(Kind.ASK, wire.ask_to_json(Ask(channel.picture, fps))))
        if len(feed.viewers) != viewers:
            viewers = len(feed.viewers)
            writer.write(wire.pack_json(Kind.VIEWERS, {"viewers": viewers}))
        feed.asked.clear()
        await feed.asked.wait()
