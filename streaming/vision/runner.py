"""One consumer of one camera on its own thread: takes the newest frame, drops what it cannot take."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from streaming.capture.plain import plain
from streaming.faults import fault_of
from streaming.frames import Annotations, Closing, Consumer, Frame

logger = logging.getLogger(__name__)
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
FRESH_S: Final = 1.0


class ConsumerRunner:
    """Feeds a consumer at its own rate; one that raises is shown, backed off, and stops nothing.

    ``after`` is called on the runner's thread after each frame and at the end (database connections are
    let go there).
    """

    def __init__(self, name: str, consumer: Consumer, after: Callable[[], None]) -> None:
        self._name, self._consumer, self._after = name, consumer, after
        self._wake = threading.Condition()
        self._waiting: Frame | None = None
        self._stopped = False
        self._next_at = 0.0
        self._pause = 0.0
        self._annotations, self._annotated_at = Annotations(), 0.0
        self.error = ""
        self.milliseconds = 0.0
        self.frames = 0
        self._thread = threading.Thread(target=self._run, name=f"consumer {name}", daemon=True)
        self._thread.start()

    def offer(self, frame: Frame) -> None:
        """Hand over the newest frame; an older one that still waits is dropped."""
        with self._wake:
            self._waiting = frame
            self._wake.notify()

    @property
    def annotations(self) -> Annotations:
        """What it wants drawn, while that is fresh. Shapes stay: a line does not go stale."""
        fresh = time.monotonic() - self._annotated_at < FRESH_S
        return self._annotations if fresh else Annotations(shapes=self._annotations.shapes)

    def stop(self) -> None:
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while (frame := self._take()) is not None:
            began = time.monotonic()
            period = self._turn(frame)
            self.milliseconds = (time.monotonic() - began) * 1000
            self._next_at = max(began + period, time.monotonic() + self._pause)
        if isinstance(self._consumer, Closing):
            self._end(self._consumer.close)
            self._end(self._after)

    def _end(self, last: Callable[[], None]) -> None:
        try:
            last()
        except BaseException:
            logger.exception("❌ recogniser %s could not be closed", self._name)

    def _take(self) -> Frame | None:
        with self._wake:
            while not self._stopped:
                left = self._next_at - time.monotonic()
                if self._waiting is not None and left <= 0:
                    frame, self._waiting = self._waiting, None
                    return frame
                self._wake.wait(left if self._waiting is not None else None)
            return None

    def _turn(self, frame: Frame) -> float:
        """Give it one frame and return the seconds until it takes the next, pauses apart."""
        try:
            try:
                annotations = plain(self._consumer.consume(frame))
            finally:
                self._after()
            period = 1 / self._consumer.max_fps
        except BaseException as error:
            # SystemExit too, by which some libraries give up: it would end the thread, and nobody know.
            logger.exception("❌ recogniser %s failed", self._name)
            self.error = fault_of(error)
            self._pause = min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, self._pause * 2))
            return 0.0
        self.error, self._pause = "", 0.0
        self._annotations, self._annotated_at = annotations, time.monotonic()
        self.frames += 1
        return period
