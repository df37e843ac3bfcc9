"""The thread that reads the source: opens it, keeps the newest frame, gives up early, tries again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from streaming.capture.config import CaptureConfig
from streaming.capture.health import LONGEST_RETRY_S, retry_delay
from streaming.capture.monitor import Monitor
from streaming.capture.pacing import Pace, admit
from streaming.capture.probe import PORTS, answers, connects
from streaming.capture.resizing import Resizings
from streaming.capture.sources.base import ResizedError, Source
from streaming.capture.sources.opening import Opener, open_source
from streaming.frames import Image

PROBE_S = 1.0
"""How often a camera that failed is asked whether it answers."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A frame as it came, and when, in nanoseconds since 1970."""

    bgr: Image
    at_ns: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.bgr.shape[1], self.bgr.shape[0]


class Reader:
    """Reads while somebody wants pictures; ``arrived`` is called in its thread after each frame."""

    def __init__(
        self,
        config: CaptureConfig,
        monitor: Monitor,
        arrived: Callable[[], None],
        opener: Opener = open_source,
        *,
        alive: Callable[[str], bool] = answers,
        reachable: Callable[[str], bool] = connects,
    ) -> None:
        self._config = config
        self._monitor = monitor
        self._arrived = arrived
        self._opener = opener
        self._alive, self._reachable = alive, reachable
        self._speaks: bool | None = None
        self._resizings = Resizings()
        self._newest: Captured | None = None
        self._pace = Pace(config.fps)
        self._changed = threading.Condition()
        self._wanted = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> bool:
        """Ask the thread to end and wait; False where a blocked read keeps it longer than that."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def want(self, wanted: bool) -> None:
        """Open the source, or let it be closed after the frame that is being read."""
        with self._changed:
            self._wanted = wanted
            self._changed.notify_all()

    def take(self) -> Captured | None:
        """Return the newest frame once; None where it has been taken."""
        newest, self._newest = self._newest, None
        return newest

    @property
    def _on(self) -> bool:
        return self._wanted and not self._stopped

    def _run(self) -> None:
        while not self._stopped:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._stopped)
            if self._on:
                self._session()

    def _session(self) -> None:
        self._monitor.attempt()
        source: Source | None = None
        try:
            source = self._opener(self._config)
            self._resizings.opened(time.monotonic())
            self._read(source)
        except Exception as error:  # noqa: BLE001 - whatever a decoder raises, the camera is tried again
            # Told before closing, which waits for a farewell that a frozen camera does not give.
            failures = self._monitor.failed(str(error) or type(error).__name__).failures
            _close(source)
            self._rest(retry_delay(failures, random.random()))  # noqa: S311 - spreads load, no secret
        else:
            _close(source)
        if not self._on:
            self._monitor.idle()

    def _read(self, source: Source) -> None:
        # Once and no more: there are cameras that drop their viewer when somebody else comes.
        asked = self._speaks is not None or self._config.scheme not in PORTS
        while self._on:
            before = time.thread_time()
            self._grab(source)
            at_ns = time.time_ns()
            self._monitor.grabbed()
            taken, self._pace = admit(self._pace, time.monotonic())
            if taken:
                self._keep(Captured(np.ascontiguousarray(source.picture()), at_ns), before)
                if not asked:
                    asked = True
                    threading.Thread(target=self._learn, name="question", daemon=True).start()

    def _grab(self, source: Source) -> None:
        try:
            source.grab()
        except ResizedError as error:
            if self._resizings.follow(error.change, time.monotonic()):
                raise

    def _learn(self) -> None:
        """Find out, while it gives pictures, whether this camera answers our question at all."""
        self._speaks = self._alive(self._config.url)

    def _keep(self, frame: Captured, before: float) -> None:
        # The thread's own CPU time, because grabbing is mostly waiting for the camera.
        self._monitor.taken(frame.size, (time.thread_time() - before) * 1000)
        self._newest = frame
        self._arrived()

    def _rest(self, seconds: float) -> None:
        """Wait before the next attempt, but not once a camera that was silent answers again.

        While it is silent nothing is attempted, for an attempt blocks until its timeout and would miss
        the return; only the longest wait ends all the same. Of one that gave pictures and no answer it
        is enough that it takes connections.
        """
        start, silent = time.monotonic(), False
        while self._on:
            left = start + (LONGEST_RETRY_S if silent else seconds) - time.monotonic()
            if left <= 0:
                return
            with self._changed:
                self._changed.wait(min(PROBE_S, left))
            if self._config.scheme not in PORTS:
                continue
            answering = self._answering()
            if silent and answering:
                return
            silent = not answering

    def _answering(self) -> bool:
        if self._alive(self._config.url):
            # After all, if it was too slow when it was asked first.
            self._speaks = True
            return True
        return self._speaks is False and self._reachable(self._config.url)


def _close(source: Source | None) -> None:
    if source:
        source.close()
