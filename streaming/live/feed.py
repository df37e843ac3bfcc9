"""One channel for all its viewers: the newest part, who waits for the next, one upstream."""

from __future__ import annotations

import asyncio

from streaming.capture.pacing import Pace, admit, fastest
from streaming.live.parts import Part


class Viewer:
    """One who watches a feed. Holds nothing but its place: the part itself is shared."""

    def __init__(self, feed: Feed, fps: float) -> None:
        self.fps = fps
        self._feed = feed
        self._pace = Pace(fps)
        self._seen: Part | None = None

    async def next(self) -> Part | None:
        """Return the newest part not seen yet, waiting for it; None once woken by ``stop``.

        Whatever came while the last one was being sent is skipped, but for the newest.
        """
        loop = asyncio.get_running_loop()
        while True:
            newest = self._feed.newest
            if newest is not None and newest is not self._seen:
                self._seen = newest
                taken, self._pace = admit(self._pace, loop.time())
                if taken:
                    return newest
            if not await self._feed.wait(self):
                return None

    def stop(self) -> None:
        """Wake this viewer for good."""
        self._feed.dismiss(self)


class Feed:
    """The newest part and the viewers; no queue anywhere, so memory does not grow with slowness."""

    def __init__(self) -> None:
        self.newest: Part | None = None
        self.viewers: set[Viewer] = set()
        self.asked = asyncio.Event()
        """Set when what the viewers need of the upstream may have changed."""
        self._waiting: dict[Viewer, asyncio.Future[bool]] = {}

    @property
    def fps(self) -> float:
        """The rate that serves every viewer, 0 for all frames."""
        return fastest([viewer.fps for viewer in self.viewers])

    def join(self, fps: float) -> Viewer:
        viewer = Viewer(self, fps)
        self.viewers.add(viewer)
        self.asked.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        self.dismiss(viewer)
        self.asked.set()

    def publish(self, part: Part) -> None:
        """Make this the newest part and wake those who wait; those still sending find it afterwards."""
        self.newest = part
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_result(True)

    async def wait(self, viewer: Viewer) -> bool:
        """Wait for a newer part than there is now; False for a viewer that was dismissed."""
        if viewer not in self.viewers:
            return False
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[viewer] = future
        return await future

    def dismiss(self, viewer: Viewer) -> None:
        self.viewers.discard(viewer)
        future = self._waiting.pop(viewer, None)
        if future and not future.done():
            future.set_result(False)
