"""Everybody who watches something live in this process, and whether they still may.

One refresher asks for all of them every few seconds, in one query, so that a stream ends when its right
does. While the database is away nobody knows better, and what was known counts for half a minute.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from factory.core.scoping import Access
from factory.web.identity import Caller
from factory.web.pool import in_thread
from factory.web.proof import Proof
from factory.web.rights_query import accesses

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3.0
UNKNOWN_SECONDS = 30.0


class Viewer:
    """One who watches. ``allows`` only looks into memory, so it may be asked for every picture."""

    def __init__(
        self,
        caller: Caller,
        on_end: Callable[[], None],
        needs: Callable[[Viewer], bool] = lambda _viewer: True,
    ) -> None:
        self.proof = caller.proof
        self.access = caller.access
        self.ended = False
        self._on_end, self._needs = on_end, needs

    def allows(self, perm: str, site_id: int | None) -> bool:
        return not self.ended and self.access.allows(perm, site_id)

    def learn(self, access: Access) -> None:
        """Take what it may do now; it ends where that is less than it needs, be anything sent or not."""
        self.access = access
        if not self._needs(self):
            self.end()

    def end(self) -> None:
        """Take every right away and wake whoever serves this viewer. Safe to repeat."""
        if not self.ended:
            self.ended = True
            self._on_end()


class Rights:
    """The viewers of one process. The refresher runs while there are any."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        self._every_seconds = every_seconds
        self._viewers: set[Viewer] = set()
        self._refreshing: asyncio.Task[None] | None = None

    @property
    def viewers(self) -> int:
        return len(self._viewers)

    @contextmanager
    def watch(
        self,
        caller: Caller,
        on_end: Callable[[], None],
        needs: Callable[[Viewer], bool] = lambda _viewer: True,
    ) -> Iterator[Viewer]:
        """Keep the caller's rights fresh within the block; ``on_end`` is called when they end.

        They also end when ``needs``, asked after each look at them, says that they do not suffice.
        """
        viewer = Viewer(caller, on_end, needs)
        self._viewers.add(viewer)
        if self._refreshing is None:
            self._refreshing = asyncio.ensure_future(self._refresh())
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)
            if not self._viewers and self._refreshing is not None:
                self._refreshing.cancel()
                self._refreshing = None

    def end_all(self) -> None:
        """End every stream, so that a server can stop."""
        for viewer in tuple(self._viewers):
            viewer.end()

    async def _refresh(self) -> None:
        known_at = time.monotonic()
        while True:
            await asyncio.sleep(self._every_seconds)
            try:
                asked = frozenset(viewer.proof for viewer in self._viewers)
                self._apply(asked, await in_thread(accesses, asked))
                known_at = time.monotonic()
            except Exception as error:  # noqa: BLE001 - whatever it is, streams must not outlive rights
                logger.warning("⚠️ the rights of live viewers could not be read (%r)", error)
                if time.monotonic() - known_at > UNKNOWN_SECONDS:
                    self.end_all()

    def _apply(self, asked: Collection[Proof], answers: Mapping[Proof, Access]) -> None:
        # Who came while the question was under way was not asked about.
        for viewer in [viewer for viewer in self._viewers if viewer.proof in asked]:
            access = answers.get(viewer.proof)
            if access is not None:
                viewer.learn(access)
            else:
                viewer.end()


rights = Rights()
"""This process's."""
