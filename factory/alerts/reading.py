"""Reading the stream of live events, through every break of the connection to Redis."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from factory.alerts.events import STREAM
from factory.alerts.mailbox import Mailbox
from factory.alerts.sse import Event, read_event
from factory.alerts.stream_ids import START, StreamId, read_id, replayable

logger = logging.getLogger(__name__)

BLOCK_MILLISECONDS = 5000
READ_AT_ONCE = 500
MOST_REPLAYED = 1000
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 10.0
Entries = Iterable[tuple[bytes, dict[bytes, bytes]]]


class Reading:
    """One stretch of reading, into mailboxes that come and go. Of one event loop.

    After any break the viewers are told to start afresh: what is published while Redis is away is lost.
    """

    def __init__(self, mailboxes: Collection[Mailbox]) -> None:
        self._mailboxes = mailboxes
        self._client: Redis | None = None
        self._ready = asyncio.Event()
        self._missed = False
        self._ended = False
        self.position: StreamId | None = None
        """Of the newest event that every mailbox has had."""

    def end(self) -> None:
        """Let no further read begin: redis-py waits with ``asyncio.wait_for``, which in Python 3.11
        swallows a cancellation that meets the end of the wait.
        """
        self._ended = True

    async def ready(self, seconds: float) -> bool:
        """Wait until events are being read; who gives up is sent a reset once they are."""
        try:
            async with asyncio.timeout(seconds):
                await self._ready.wait()
        except TimeoutError:
            self._missed = True
            return False
        return True

    async def since(self, last: StreamId) -> list[Event] | None:
        """Return what came after ``last``, or None where that cannot be told any more."""
        if self._client is None:
            return None
        asked = self._client.pipeline(transaction=True)
        asked.xrange(STREAM, count=1)
        asked.xrevrange(STREAM, count=1)
        asked.xrange(STREAM, min=f"({last}", count=MOST_REPLAYED + 1)
        try:
            oldest, newest, after = await asked.execute()
        except (RedisError, OSError):
            return None
        if not replayable(last, _position(oldest), _position(newest)) or len(after) > MOST_REPLAYED:
            return None
        return list(_events(after))

    async def forever(self) -> None:
        """Read until cancelled or ended."""
        wait = FIRST_WAIT_SECONDS
        while not self._ended:
            try:
                async with _connected() as client:
                    self._client = client
                    await self._begin(client)
                    wait = FIRST_WAIT_SECONDS
                    await self._follow(client)
            except (RedisError, OSError) as error:
                logger.warning("⚠️ live events cannot be read; trying again (%s)", error)
                self._missed = True
            finally:
                self._client = None
                self._ready.clear()
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _begin(self, client: Redis) -> None:
        self.position = _position(await client.xrevrange(STREAM, count=1)) or START
        if self._missed:
            for mailbox in self._mailboxes:
                mailbox.reset()
        self._missed = False
        self._ready.set()

    async def _follow(self, client: Redis) -> None:
        while not self._ended:
            asked: dict[Any, Any] = {STREAM: str(self.position)}
            answer: Any = await client.xread(asked, count=READ_AT_ONCE, block=BLOCK_MILLISECONDS)
            for _stream, entries in answer or ():
                for event in _events(entries):
                    for mailbox in self._mailboxes:
                        mailbox.put(event)
                self.position = _position(entries[-1:]) or self.position


def _connected() -> contextlib.AbstractAsyncContextManager[Redis]:
    """Return a client whose patience is longer than a blocking read, and which gives up by itself."""
    return contextlib.aclosing(
        Redis.from_url(
            settings.CACHES["default"]["LOCATION"],
            protocol=2,
            socket_connect_timeout=2,
            socket_timeout=BLOCK_MILLISECONDS / 1000 + 5,
        )
    )


def _position(entries: Any) -> StreamId | None:
    return next((read_id(entry_id.decode()) for entry_id, _fields in entries), None)


def _events(entries: Entries) -> Iterator[Event]:
    found = (read_event(entry_id, fields) for entry_id, fields in entries)
    return (event for event in found if event is not None)
