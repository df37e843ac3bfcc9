"""All channels that somebody watches in this process: one upstream each, however many viewers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from streaming.live.absence import Tell, nobody_tells
from streaming.live.channel import Channel
from streaming.live.feed import Feed, Viewer, Watcher
from streaming.live.upstream import supply

W = TypeVar("W", bound=Watcher)


@dataclass(frozen=True, slots=True)
class _Running:
    feed: Feed
    supplying: asyncio.Task[None]


class Hub:
    """Belongs to one event loop. The upstream of a channel ends when its last viewer leaves.

    ``tell`` says how a camera is doing whose capture process is absent.
    """

    def __init__(self, tell: Tell = nobody_tells) -> None:
        self._tell = tell
        self._running: dict[Channel, _Running] = {}

    @property
    def viewers(self) -> dict[Channel, int]:
        """How many watch each channel now."""
        return {channel: len(one.feed.viewers) for channel, one in self._running.items()}

    @contextmanager
    def watch(self, channel: Channel, fps: float = 0.0) -> Iterator[Viewer]:
        """Join the channel for the time of the block, at most ``fps`` pictures a second (0: all)."""
        with self.join(channel, lambda feed: Viewer(feed, fps)) as viewer:
            yield viewer

    @contextmanager
    def join(self, channel: Channel, make: Callable[[Feed], W]) -> Iterator[W]:
        """Have the viewer that ``make`` returns told of the channel's pictures, for the block."""
        running = self._running.get(channel)
        if running is None:
            feed = Feed()
            running = _Running(feed, asyncio.ensure_future(supply(channel, feed, self._tell)))
            self._running[channel] = running
        viewer = make(running.feed)
        running.feed.join(viewer)
        try:
            yield viewer
        finally:
            running.feed.leave(viewer)
            self._end_if_empty(channel, running)

    def close(self) -> None:
        """Dismiss every viewer and close every upstream, so that a server can stop."""
        for channel, running in tuple(self._running.items()):
            for viewer in tuple(running.feed.viewers):
                viewer.stop()
                running.feed.leave(viewer)
            self._end_if_empty(channel, running)

    def _end_if_empty(self, channel: Channel, running: _Running) -> None:
        if not running.feed.viewers and self._running.get(channel) is running:
            del self._running[channel]
            running.supplying.cancel()
