"""The live paths of cameras: MJPEG streams and snapshots as plain ASGI.

A request meets the database once, on a thread that is given back before the first picture; from then on
it costs two sleeping tasks, and the process's one refresher says when its right has ended.
"""

from __future__ import annotations

import asyncio

from django.db import DatabaseError

from factory.web.line import line_of
from factory.web.pool import in_thread
from factory.web.protocol import Message, Receive, Scope, Send
from factory.web.rights import rights
from streaming.live import mjpeg
from streaming.live import snapshot as still
from streaming.live.channel import Channel
from streaming.live.hub import Hub
from streaming.selectors import words_of
from streaming.watching import admit


async def _told(channel: Channel) -> str | None:
    try:
        return await in_thread(words_of, channel.camera)
    except DatabaseError:
        return ""


hub = Hub(_told)
"""This process's."""


async def video_feed(scope: Scope, receive: Receive, send: Send, camera: str = "") -> None:
    """Stream a camera: ``?camera= &size=small|medium|full &fps= &overlay=0 &signature=``."""
    ticket = await in_thread(admit, scope, camera)
    ended = asyncio.Event()
    with rights.watch(ticket.caller, ended.set, ticket.good) as viewer:
        await mjpeg.stream(
            hub,
            ticket.channel,
            _until(ended, receive),
            send,
            allowed=lambda: ticket.good(viewer),
            fps=ticket.fps,
            line=line_of(scope),
        )


async def snapshot(scope: Scope, receive: Receive, send: Send, camera: str = "") -> None:
    """Answer with one JPEG of a camera, with the same parameters; ``X-Live: 0`` marks an old one."""
    del receive
    ticket = await in_thread(admit, scope, camera)
    if scope["method"] == "HEAD":
        await still.head(send)
    else:
        await still.snapshot(hub, ticket.channel, send)


def _until(ended: asyncio.Event, receive: Receive) -> Receive:
    """Return a ``receive`` that also says that the viewer has gone once ``ended`` is set."""

    async def either() -> Message:
        waiting = {asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())}
        try:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        if ended.is_set():
            return {"type": "http.disconnect"}
        return next(iter(done)).result()  # type: ignore[return-value]

    return either
