"""Questions to the database that are taken back when they take too long, at no cost to the others.

A statement that waits for a table somebody holds waits for as long as they do. To have the server bound
it takes a way to it and back before each (``SET LOCAL lock_timeout``); here a thread of the process looks
a few times a second at what is still being asked, and cancels what is over its time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

logger = logging.getLogger(__name__)
LOOKED_AT_EVERY = 0.2
"""Seconds, while anything is asked."""
PATIENCE = 25
"""Looks at nothing before it rests until something is asked again."""
CANCEL_SECONDS = 2.0


class Question:
    """What one thread asks the database, and until when (``time.monotonic``) it may take."""

    __slots__ = ("_cancel", "_is_over", "_lock", "until")

    def __init__(self, until: float, cancel: Callable[[], None]) -> None:
        self.until = until
        self._cancel, self._lock, self._is_over = cancel, Lock(), False

    def close(self) -> None:
        """It is answered; from now on it is not cancelled, and no cancelling of it is under way."""
        with self._lock:
            self._is_over = True

    def cancel(self) -> None:
        """Have it cancelled unless it is answered: what its connection is asked next is another's."""
        with self._lock:
            if not self._is_over:
                self._cancel()


class Watchman:
    """Cancels questions that are over their time; its thread starts with the first."""

    def __init__(self) -> None:
        self._open: dict[int, Question] = {}
        self._asked, self._starting = Event(), Lock()
        self._thread: Thread | None = None

    @contextmanager
    def watching(self, question: Question) -> Iterator[None]:
        self._open[id(question)] = question
        # Set already as a rule: to wake the thread each time would cost more than the question.
        if not self._asked.is_set() or self._thread is None or not self._thread.is_alive():
            self._wake()
        try:
            yield
        finally:
            question.close()
            del self._open[id(question)]

    def _wake(self) -> None:
        with self._starting:
            self._asked.set()
            # One that was forked has its parent's thread by name only.
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        idle = 0
        while True:
            self._asked.wait()
            time.sleep(LOOKED_AT_EVERY)
            idle = 0 if self._open else idle + 1
            if idle >= PATIENCE:
                idle = 0
                self._asked.clear()
                if self._open:
                    self._asked.set()
            for question in list(self._open.values()):
                if time.monotonic() > question.until:
                    self._cancel(question)

    def _cancel(self, question: Question) -> None:
        try:
            question.cancel()
        except Exception:
            logger.exception("❌ a question to the database could not be taken back")


_watchman = Watchman()


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within, what PostgreSQL is asked for longer is cancelled: raises django.db.OperationalError.

    Looked at every ``LOOKED_AT_EVERY`` seconds, so that it may take so much longer. SQLite, which has no
    table that is locked for long, is asked as ever.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        yield
        return
    question = Question(time.monotonic() + seconds, lambda: _cancel(database))
    with _watchman.watching(question):
        yield


def _cancel(database: Any) -> None:
    # The connection may have been made since the question was put.
    if (own := database.connection) is not None:
        own.cancel_safe(timeout=CANCEL_SECONDS)
