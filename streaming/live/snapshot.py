"""One picture of a camera as one JPEG."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Final

from streaming.live.asgi import Send
from streaming.live.channel import Channel
from streaming.live.hub import Hub
from streaming.live.parts import Part

PATIENCE_S: Final = 3.0
FRESH_NS: Final = 10**9
HEADERS: Final = [(b"content-type", b"image/jpeg"), (b"cache-control", b"no-store")]


async def newest(hub: Hub, channel: Channel, patience: float = PATIENCE_S) -> Part | None:
    """Return a live picture of now, or what there is if none comes within ``patience`` seconds.

    Beside a slow viewer the channel's newest picture may be an old one; joining asks for all of them.
    None only where the hub is closed meanwhile.
    """
    shown: Part | None = None
    with hub.watch(channel) as viewer, contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while (part := await viewer.next()) is not None:
                shown = part
                if part.live and time.time_ns() - part.at_ns < FRESH_NS:
                    break
    return shown


async def head(send: Send) -> None:
    """Answer one request for the head of a snapshot: no picture is awaited, or taken, for that."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b""})


async def snapshot(hub: Hub, channel: Channel, send: Send) -> None:
    """Answer one request with one JPEG; ``X-Live: 0`` marks a held picture or a placeholder."""
    part = await newest(hub, channel)
    if part is None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = [
        *HEADERS,
        (b"content-length", str(len(part.jpeg)).encode()),
        (b"x-timestamp", f"{part.at_ns / 1e9:.6f}".encode()),
        (b"x-live", b"1" if part.live else b"0"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": part.jpeg})
