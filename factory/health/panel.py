"""All probes at once, answered in time whatever hangs: one look a second, however many ask."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache

from django.db import connections

from factory.health.probes import DATABASE, Probe, probes
from factory.health.verdict import Service

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.8
KEPT_SECONDS = 1.0


class Panel:
    """A probe that hangs keeps its one thread until it ends, and counts as down meanwhile."""

    def __init__(
        self, asked: Mapping[str, Probe], patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._asked = asked
        self._patience_seconds = patience_seconds
        self._pool = ThreadPoolExecutor(len(asked), thread_name_prefix="health")
        self._asking: dict[str, Future[list[Service]]] = {}
        self._lock = threading.Lock()
        self._seen: tuple[float, list[Service]] | None = None

    def kept(self) -> list[Service] | None:
        """Return what was seen within the last second, if anything was."""
        seen = self._seen
        return seen[1] if seen and time.monotonic() - seen[0] < KEPT_SECONDS else None

    def look(self) -> list[Service]:
        """Return what is seen now, within ``patience_seconds``."""
        with self._lock:
            return self.kept() or self._look()

    def _look(self) -> list[Service]:
        for name, probe in self._asked.items():
            if name not in self._asking:
                self._asking[name] = self._pool.submit(_with_own_connection, probe)
        wait(self._asking.values(), timeout=self._patience_seconds)
        found = [service for name in self._asked for service in self._answer(name)]
        self._seen = time.monotonic(), found
        return found

    def _answer(self, name: str) -> list[Service]:
        asking = self._asking[name]
        if not asking.done():
            return [_down(name, "no answer")]
        del self._asking[name]
        try:
            return asking.result()
        except Exception as error:  # noqa: BLE001 - whatever it is, the part is down
            logger.warning("⚠️ health: %s is down (%s)", name, error)
            # The text of an error may name hosts and users; its kind does not.
            return [_down(name, type(error).__name__)]


def _with_own_connection(probe: Probe) -> list[Service]:
    try:
        return probe()
    finally:
        connections.close_all()


def _down(name: str, detail: str) -> Service:
    return Service(name.rpartition(".")[2], ok=False, detail=detail, vital=name == DATABASE)


@lru_cache(maxsize=1)
def panel() -> Panel:
    """Return this process's panel."""
    return Panel(probes())
