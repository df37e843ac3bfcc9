"""A viewer to whose socket the feed writes itself: no task wakes for a picture, no byte is copied."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from streaming.capture.pacing import Pace, admit
from streaming.live.feed import Feed
from streaming.live.parts import Part


class Line(Protocol):
    """A client's socket; ``full`` while the last chunk is still being sent."""

    full: bool

    def take(self, ready: Callable[[], None] | None, /) -> None: ...
    def write(self, chunk: bytes, /) -> None: ...


class DirectViewer:
    """Chooses each picture at the last moment: when its socket can take one, and not before.

    ``allowed`` is asked before every picture; ``gone`` is set once there are to be no more.
    """

    def __init__(self, feed: Feed, line: Line, fps: float, allowed: Callable[[], bool]) -> None:
        self.fps = fps
        self.gone = asyncio.Event()
        self._feed, self._line, self._allowed = feed, line, allowed
        self._pace = Pace(fps)
        self._seen: Part | None = None
        self._time = asyncio.get_running_loop().time

    def begin(self) -> None:
        """Take the line, after the response's head has been sent; the newest part goes out at once."""
        self._line.take(self._ready)
        self._ready()

    def end(self) -> None:
        self._line.take(None)

    def offer(self, part: Part) -> None:
        if not self._line.full:
            self._send(part)

    def stop(self) -> None:
        self.gone.set()

    def _ready(self) -> None:
        newest = self._feed.newest
        if newest is not None and newest is not self._seen and not self._line.full:
            self._send(newest)

    def _send(self, part: Part) -> None:
        self._seen = part
        taken, self._pace = admit(self._pace, self._time())
        if not taken or self.gone.is_set():
            return
        if self._allowed():
            self._line.write(part.chunk)
        else:
            self.gone.set()
