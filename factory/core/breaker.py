"""What keeps a dead or frozen Redis from slowing everybody down: one failure, then silence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SILENT_SECONDS = 5.0


class Breaker:
    """Says whether it is worth trying; after a failure it is not, for ``silent_seconds``."""

    def __init__(
        self,
        silent_seconds: float = SILENT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._silent_seconds = silent_seconds
        self._monotonic = monotonic
        self._closed_until = 0.0
        self._lock = threading.Lock()

    @property
    def open(self) -> bool:
        """True while nothing should be tried."""
        return self._monotonic() < self._closed_until

    def failed(self) -> None:
        with self._lock:
            self._closed_until = self._monotonic() + self._silent_seconds

    def reset(self) -> None:
        with self._lock:
            self._closed_until = 0.0


redis_breaker = Breaker()
"""Shared by the cache, the doorbell and live events of one process: they ask the same server."""
