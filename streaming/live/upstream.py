"""Keeps a feed supplied: connects to the capture process, asks, reads, fills in while it is absent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from streaming.capture import wire
from streaming.capture.wire import HEADER, Ask, BadMessageError, Kind
from streaming.live.absence import Absence, Tell, nobody_tells
from streaming.live.channel import Channel
from streaming.live.feed import Feed
from streaming.live.parts import part

RETRY_S: Final = 0.5
SILENT_S: Final = 5.0
"""Capture sends a picture every second even while its camera is dead; silence means it hangs itself."""
LEAST_FPS: Final = 1.0
"""However seldom the viewers want one: otherwise it could not be told from silence."""
_ROOM: Final = 1 << 20


async def supply(channel: Channel, feed: Feed, tell: Tell = nobody_tells) -> None:
    """Publish into ``feed`` until cancelled; a card once a second while capture cannot be read.

    ``tell`` says what stands on the card. Where the camera exists no longer, all viewers are dismissed.
    """
    absent = Absence(channel, feed, tell)
    while True:
        with contextlib.suppress(OSError, EOFError, BadMessageError, TimeoutError):
            await _follow(channel, feed, absent.over)
        if not await absent.show():
            feed.dismiss()
            return
        await asyncio.sleep(RETRY_S)


async def _follow(channel: Channel, feed: Feed, arrived: Callable[[bytes | None], None]) -> None:
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
                arrived(jpeg if kind is Kind.PICTURE else None)
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
        wanted = feed.fps and max(feed.fps, LEAST_FPS)
        if wanted != fps:
            fps = wanted
            writer.write(wire.pack_json(Kind.ASK, wire.ask_to_json(Ask(channel.picture, fps))))
        if len(feed.viewers) != viewers:
            viewers = len(feed.viewers)
            writer.write(wire.pack_json(Kind.VIEWERS, {"viewers": viewers}))
        feed.asked.clear()
        await feed.asked.wait()
