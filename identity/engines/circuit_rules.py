"""When a circuit opens and for how long; what its memories say. And one within a process. No Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

FAILURES = 10
"""So many in a row open it: chance brings three in ten to that once in 170,000 calls."""
FIRST_SECONDS, LONGEST_SECONDS = 10.0, 300.0
"""How long it stays open: doubled with each probe that fails."""
PROBE_SECONDS = 15.0
"""A probe that has not come back by then was lost; longer than an engine's time-outs together."""
LOOK_AGAIN_SECONDS = 2.0
"""For those who come while the probe is under way."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make a call, unless ``wait`` seconds are left; ``failures`` came before it."""

    wait: float = 0.0
    failures: int = 0
    probe: bool = False


@dataclass(frozen=True, slots=True)
class CircuitState:
    """Whether calls are held back, and for how many seconds until the next probe."""

    is_open: bool
    seconds: float = 0.0


class Memory(Protocol):
    """Where a circuit is remembered."""

    def ask(self) -> Permit: ...

    def failed(self, permit: Permit) -> bool: ...

    def answered(self, permit: Permit) -> None: ...

    def look(self) -> CircuitState: ...


@dataclass(slots=True)
class OwnMemory:
    """Within one process, for while Redis is away. May be used from any thread."""

    monotonic: Callable[[], float] = time.monotonic
    _failures: int = 0
    _times: int = 0
    _open_until: float = 0.0
    _probe_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> Permit:
        with self._lock:
            now = self.monotonic()
            if not self._open_until:
                return Permit(failures=self._failures)
            if now < self._open_until:
                return Permit(wait=self._open_until - now)
            if now < self._probe_until:
                return Permit(wait=LOOK_AGAIN_SECONDS)
            self._probe_until = now + PROBE_SECONDS
            return Permit(probe=True)

    def failed(self, permit: Permit) -> bool:
        with self._lock:
            self._failures += 1
            late = bool(self._open_until) and not permit.probe
            if late or self._failures < FAILURES:
                return False
            stays = min(FIRST_SECONDS * 2.0**self._times, LONGEST_SECONDS)
            self._times += 1
            self._open_until, self._probe_until = self.monotonic() + stays, 0.0
            return True

    def answered(self, permit: Permit) -> None:
        with self._lock:
            if permit.probe or not self._open_until:
                self._failures, self._times, self._open_until, self._probe_until = 0, 0, 0.0, 0.0

    def look(self) -> CircuitState:
        left = max(self._open_until - self.monotonic(), 0.0)
        return CircuitState(bool(self._open_until), left)
