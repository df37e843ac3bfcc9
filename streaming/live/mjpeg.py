"""A live stream as plain ASGI: ``multipart/x-mixed-replace``, for as long as the viewer may and wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from streaming.live.asgi import Receive, Send
from streaming.live.channel import Channel
from streaming.live.direct import DirectViewer, Line
from streaming.live.feed import Watcher
from streaming.live.hub import Hub
from streaming.live.parts import OPENING

HEADERS: Final = [
    (b"content-type", b"multipart/x-mixed-replace; boundary=frame"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # A proxy that collects pictures before it passes them on shows the past.
    (b"x-accel-buffering", b"no"),
]
START: Final[dict[str, Any]] = {"type": "http.response.start", "status": 200, "headers": HEADERS}
FIRST: Final[dict[str, Any]] = {"type": "http.response.body", "body": OPENING, "more_body": True}
NOTHING: Final[dict[str, Any]] = {"type": "http.response.body", "body": b"", "more_body": True}
"""Sends no byte, but returns only when the server's own buffer has room: the next picture is chosen
after that wait, not before it. A 300 kB/s reader sees pictures half a second younger."""
LAST: Final[dict[str, Any]] = {"type": "http.response.body", "body": b"", "more_body": False}


async def stream(
    hub: Hub,
    channel: Channel,
    receive: Receive,
    send: Send,
    *,
    allowed: Callable[[], bool] = lambda: True,
    fps: float = 0.0,
    line: Line | None = None,
) -> None:
    """Answer one request with pictures until it disconnects or ``allowed`` says no.

    ``allowed`` is asked before every picture and must only look something up in memory. Costs one
    task that sleeps beside the server's own; no thread. Where the server offers the client's ``line``,
    pictures are written there, framed and shared; else each goes through ``send``.
    """
    await send(dict(START))
    await send(dict(FIRST))
    if line is None:
        await _through_send(hub, channel, receive, send, allowed=allowed, fps=fps)
    else:
        await _directly(hub, channel, receive, line, allowed=allowed, fps=fps)
    await send(dict(LAST))


async def _directly(
    hub: Hub,
    channel: Channel,
    receive: Receive,
    line: Line,
    *,
    allowed: Callable[[], bool],
    fps: float,
) -> None:
    with hub.join(channel, lambda feed: DirectViewer(feed, line, fps, allowed)) as viewer:
        watching = asyncio.ensure_future(_until_gone(receive, viewer))
        try:
            viewer.begin()
            await viewer.gone.wait()
        finally:
            viewer.end()
            watching.cancel()


async def _through_send(
    hub: Hub,
    channel: Channel,
    receive: Receive,
    send: Send,
    *,
    allowed: Callable[[], bool],
    fps: float,
) -> None:
    with hub.watch(channel, fps) as viewer:
        watching = asyncio.ensure_future(_until_gone(receive, viewer))
        try:
            while (part := await viewer.next()) is not None and allowed():
                await send({"type": "http.response.body", "body": part.body, "more_body": True})
                await send(dict(NOTHING))
        finally:
            watching.cancel()


async def _until_gone(receive: Receive, viewer: Watcher) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    viewer.stop()
