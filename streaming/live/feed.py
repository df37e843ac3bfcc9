"""One channel for all its viewers: the newest part, and everybody told of it; one upstream."""

from __future__ import annotations

import asyncio
from typing import Protocol

from streaming.capture.pacing import Pace, admit, fastest
from streaming.live.parts import Part


class Watcher(Protocol):
    """One who watches a feed, at most ``fps`` pictures a second (0: all)."""

    fps: float

    def offer(self, part: Part) -> None:
        """Take the newest part, or leave it."""
        ...

    def stop(self) -> None:
        """Stop watching for good."""
        ...


class Feed:
    """The newest part and the viewers; no queue anywhere, so memory does not grow with slowness."""

    def __init__(self) -> None:
        self.newest: Part | None = None
        self.viewers: set[Watcher] = set()
        self.asked = asyncio.Event()
        """Set when what the viewers need of the upstream may have changed."""

    @property
    def fps(self) -> float:
        """The rate that serves every viewer, 0 for all frames."""
        return fastest([viewer.fps for viewer in self.viewers])

    def join(self, viewer: Watcher) -> None:
        self.viewers.add(viewer)
        self.asked.set()

    def leave(self, viewer: Watcher) -> None:
        self.viewers.discard(viewer)
        self.asked.set()

    def dismiss(self) -> None:
        """Send every viewer away for good."""
        for viewer in tuple(self.viewers):
            viewer.stop()

    def publish(self, part: Part) -> None:
        """Make this the newest part and offer it to all; those still busy find it afterwards."""
        self.newest = part
        for viewer in self.viewers:
            viewer.offer(part)


class Viewer:
    """One who asks for the next part. Holds nothing but its place: the part itself is shared."""

    def __init__(self, feed: Feed, fps: float) -> None:
        self.fps = fps
        self._feed = feed
        self._pace = Pace(fps)
        self._seen: Part | None = None
        self._stopped = False
        self._woken = asyncio.Event()

    def offer(self, part: Part) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Wake this viewer for good."""
        self._stopped = True
        self._woken.set()

    async def next(self) -> Part | None:
        """Return the newest part not seen yet, waiting for it; None once woken by ``stop``.

        Whatever came while the last one was being sent is skipped, but for the newest.
        """
        while not self._stopped:
            self._woken.clear()
            newest = self._feed.newest
            if newest is not None and newest is not self._seen:
                self._seen = newest
                taken, self._pace = admit(self._pace, asyncio.get_running_loop().time())
                if taken:
                    return newest
            await self._woken.wait()
        return None
