"""A live stream as plain ASGI: ``multipart/x-mixed-replace``, for as long as the viewer may and wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from streaming.live.asgi import Receive, Send
from streaming.live.channel import Channel
from streaming.live.feed import Viewer
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
) -> None:
    """Answer one request with pictures until it disconnects or ``allowed`` says no.

    ``allowed`` is asked before every picture and must only look something up in memory. Costs one
    task that sleeps beside the server's own; no thread.
    """
    with hub.watch(channel, fps) as viewer:
        watching = asyncio.ensure_future(_until_gone(receive, viewer))
        try:
            await send(dict(START))
            await send(FIRST)
            while (part := await viewer.next()) is not None and allowed():
                await send(part.message)
                await send(NOTHING)
            await send(LAST)
        finally:
            watching.cancel()


async def _until_gone(receive: Receive, viewer: Viewer) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    viewer.stop()
