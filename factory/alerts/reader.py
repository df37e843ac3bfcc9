"""The process's one reader of live events, for however many viewers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from factory.alerts.mailbox import Mailbox
from factory.alerts.reading import Reading


class Reader:
    """Reads while there are viewers, and holds one connection to Redis meanwhile."""

    def __init__(self) -> None:
        self._mailboxes: set[Mailbox] = set()
        self._running: tuple[Reading, asyncio.Task[None]] | None = None

    @contextmanager
    def join(self) -> Iterator[tuple[Mailbox, Reading]]:
        """Give the block a mailbox, and the reading that fills it."""
        mailbox = Mailbox()
        self._mailboxes.add(mailbox)
        try:
            yield mailbox, self._reading()
        finally:
            self._mailboxes.discard(mailbox)
            if not self._mailboxes:
                self._stop()

    def _reading(self) -> Reading:
        if self._running is None:
            reading = Reading(self._mailboxes)
            self._running = reading, asyncio.ensure_future(reading.forever())
        return self._running[0]

    def _stop(self) -> None:
        if self._running is not None:
            reading, task = self._running
            reading.end()
            task.cancel()
            self._running = None


reader = Reader()
"""This process's."""
