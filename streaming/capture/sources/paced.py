"""Waits so that a source without a clock of its own, such as a file, plays at its rate."""

from __future__ import annotations

import time
from collections.abc import Callable


class Metronome:
    """Beats ``fps`` times a second. A beat missed by more than a second is forgotten, not caught up."""

    def __init__(
        self,
        fps: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._period = 1 / fps
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def wait(self) -> None:
        late = self._clock() - self._next
        if late > 1:
            self._next += late
        elif late < 0:
            self._sleep(-late)
        self._next += self._period
