"""Health and counters of a source, written by the reading thread and read by the serving one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from streaming.capture import health
from streaming.capture.health import Health, State
from streaming.capture.pacing import NOTHING, Mean, include


@dataclass(frozen=True, slots=True)
class Counters:
    """``frames_read`` counts grabbed frames, also those that rate control dropped afterwards."""

    frames_read: int = 0
    frames_taken: int = 0
    interval: Mean = NOTHING
    decode_ms: Mean = NOTHING
    encode_ms: Mean = NOTHING
    width: int = 0
    height: int = 0
    taken_at: float = 0.0


class Monitor:
    """The one place where both threads meet over state; holds values and swaps them under a lock."""

    def __init__(self, stall_after: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._stall_after = stall_after
        self._clock = clock
        self._health = Health(State.IDLE, clock())
        self._counters = Counters()

    @property
    def health(self) -> Health:
        """The state now: a silent source is found stalled by looking."""
        with self._lock:
            self._health = health.tick(self._health, self._clock(), self._stall_after)
            return self._health

    @property
    def counters(self) -> Counters:
        return self._counters

    @property
    def fps(self) -> float:
        """Frames taken a second of late; 0 while there are none."""
        fresh = self.health.state is State.LIVE and self._counters.interval.value > 0
        return 1 / self._counters.interval.value if fresh else 0.0

    def idle(self) -> None:
        with self._lock:
            self._health = health.idle(self._health, self._clock())

    def attempt(self) -> None:
        with self._lock:
            self._health = health.attempt(self._health, self._clock())
            self._counters = replace(self._counters, taken_at=0.0, interval=NOTHING)

    def failed(self, error: str) -> Health:
        with self._lock:
            self._health = health.failed(self._health, self._clock(), error)
            return self._health

    def grabbed(self) -> None:
        with self._lock:
            self._counters = replace(self._counters, frames_read=self._counters.frames_read + 1)

    def taken(self, size: tuple[int, int], decode_ms: float) -> None:
        """A frame was read and converted; ``size`` is (width, height)."""
        with self._lock:
            now, old = self._clock(), self._counters
            self._health = health.frame(self._health, now)
            self._counters = replace(
                old,
                frames_taken=old.frames_taken + 1,
                interval=include(old.interval, now - old.taken_at)
                if old.taken_at
                else old.interval,
                decode_ms=include(old.decode_ms, decode_ms),
                width=size[0],
                height=size[1],
                taken_at=now,
            )

    def encoded(self, milliseconds: float) -> None:
        with self._lock:
            mean = include(self._counters.encode_ms, milliseconds)
            self._counters = replace(self._counters, encode_ms=mean)

    def seconds_in_state(self) -> float:
        return self._clock() - self.health.since
