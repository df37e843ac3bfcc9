"""``GET /api/v1/events``: live events as server-sent events, for as long as the viewer may and wants.

Holds one sleeping task; no thread, no database connection. Events carry ids only.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import parse_qs

from factory.alerts import sse
from factory.alerts.mailbox import Mailbox
from factory.alerts.reader import reader
from factory.alerts.reading import Reading
from factory.alerts.sse import Event
from factory.alerts.stream_ids import START, StreamId, read_id
from factory.web.identity import caller_of
from factory.web.protocol import Header, Receive, Scope, Send, header
from factory.web.rights import Viewer, rights

HEARTBEAT_SECONDS = 15.0
PATIENCE_SECONDS = 2.0
HEADERS: Final[list[Header]] = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # A proxy that collects events before it passes them on makes them late.
    (b"x-accel-buffering", b"no"),
]


async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one viewer; raises NotSignedIn before the answer begins."""
    caller = await caller_of(scope)
    with (
        reader.join() as (mailbox, reading),
        rights.watch(caller, mailbox.close) as viewer,
    ):
        watching = asyncio.ensure_future(_until_gone(receive, mailbox))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _Stream(viewer, mailbox, reading, send).run(_asked_from(scope))
        finally:
            watching.cancel()


async def _until_gone(receive: Receive, mailbox: Mailbox) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    mailbox.close()


def _asked_from(scope: Scope) -> StreamId | None:
    """Return what the browser saw last; one that reconnects says so, a page may by the query."""
    query = parse_qs(scope["query_string"].decode("latin-1")).get("last_event_id", [""])
    told = header(scope, b"last-event-id").decode("latin-1") or query[0]
    # An id that is none was of no stream of ours, so that nothing can be told of what followed it.
    return (read_id(told) or StreamId(-1, 0)) if told else None


class _Stream:
    """One viewer's answer, from its first line to its last."""

    def __init__(self, viewer: Viewer, mailbox: Mailbox, source: Reading, send: Send) -> None:
        self._viewer = viewer
        self._mailbox = mailbox
        self._source = source
        self._send = send
        self._seen = START

    async def run(self, last: StreamId | None) -> None:
        await self._source.ready(PATIENCE_SECONDS)
        await self._tell(await self._opening(last))
        while not self._mailbox.closed:
            await self._tell(await self._next())
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _opening(self, last: StreamId | None) -> bytes:
        if last is None:
            return sse.hello(self._source.position)
        missed = await self._source.since(last)
        if missed is None:
            return sse.hello(None) + sse.reset(self._source.position)
        told = self._visible(missed)
        self._seen = max([last, *(event.id for event in missed)])
        return sse.hello(None) + told

    async def _next(self) -> bytes:
        """Return the next news; a heartbeat when there are none, or none for this viewer, for long."""
        loop = asyncio.get_running_loop()
        due = loop.time() + HEARTBEAT_SECONDS
        while (left := due - loop.time()) > 0 and await self._mailbox.wait(left):
            news = self._news()
            if news or self._mailbox.closed:
                return news
        return sse.heartbeat(self._source.position)

    def _news(self) -> bytes:
        taken = self._mailbox.empty()
        start = sse.reset(self._source.position) if taken.reset else b""
        return start + self._visible(taken.events)

    def _visible(self, found: list[Event] | tuple[Event, ...]) -> bytes:
        """Return what this viewer may see, and was not told in a replay before."""
        return b"".join(
            event.frame
            for event in found
            if event.id > self._seen and self._viewer.allows(event.perm, event.site_id)
        )

    async def _tell(self, body: bytes) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
