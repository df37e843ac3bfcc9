"""What waits for one viewer of live events: bounded, so that a slow one costs nobody anything."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from factory.alerts.sse import Event

MOST_WAITING = 256


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came since the last look; with ``reset``, something before these events was lost."""

    reset: bool
    events: tuple[Event, ...]


class Mailbox:
    """Filled by the process's one reader, emptied by the viewer's own task. Of one event loop."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._waiting: deque[Event] = deque()
        self._most_waiting = most_waiting
        self._reset = False
        self._news = asyncio.Event()
        self.closed = False

    def put(self, event: Event) -> None:
        if len(self._waiting) >= self._most_waiting:
            self.reset()
        self._waiting.append(event)
        self._news.set()

    def reset(self) -> None:
        """Forget what waits; the viewer is told so."""
        self._waiting.clear()
        self._reset = True
        self._news.set()

    def close(self) -> None:
        """End the stream."""
        self.closed = True
        self._news.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for news, at most so long; return whether there are any."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def empty(self) -> Delivery:
        """Take everything out."""
        taken = Delivery(self._reset, tuple(self._waiting))
        self._waiting.clear()
        self._reset = False
        if not self.closed:
            self._news.clear()
        return taken
