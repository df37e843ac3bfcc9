"""Keeps one camera's capture process alive, on a thread of its own, so that none waits for another."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from streaming.capture.client import CaptureClient
from streaming.capture.health import retry_delay
from streaming.supervision.child import STOP_S, end, renew, start
from streaming.supervision.reports import lost
from streaming.supervision.tenure import Tenure

logger = logging.getLogger(__name__)
COMMAND: Final = [sys.executable, "-m", "streaming.capture"]
POLL_S: Final = 1.0
RETRY_S: Final = 0.2
PATIENCE_S: Final = 3.0
MUTE_AFTER_S: Final = 20.0
LONGEST_MUTE_S: Final = 120.0


def patience(mutes: int) -> float:
    """Return the seconds of silence that mean a hung process, after ``mutes`` that never said a word.

    On a machine that starves, ending one that is slow to start only starts a slower one.
    """
    return min(LONGEST_MUTE_S, MUTE_AFTER_S * 2.0**mutes)


class CaptureKeeper:
    """Starts the process, listens to what it says of itself, and starts it again when it dies.

    ``changed`` is called, on the keeper's thread, when its state is another one. A process that does
    not answer for its ``patience`` is killed: a hung decoder must not look alive. With a ``tenure`` it
    is read only as long as that lasts.
    """

    def __init__(
        self,
        label: str,
        order: str,
        socket: str,
        changed: Callable[[], None] = lambda: None,
        tenure: Tenure | None = None,
    ) -> None:
        self.order = order
        self._tenure = tenure
        self.report: dict[str, Any] | None = None
        self._label, self._socket, self._changed = label, socket, changed
        self._mutes = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"capture {label}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask the process to end; ``join`` waits for it."""
        self._stopped.set()

    def join(self) -> None:
        self._thread.join(timeout=2 * STOP_S + POLL_S)

    def _run(self) -> None:
        deaths = 0
        while not self._stopped.is_set():
            if self._tenure and not self._tenure.good:
                self._stopped.wait(RETRY_S)
                continue
            began = time.monotonic()
            self._live(start(COMMAND, self.order, self._tenure))
            deaths = 1 if time.monotonic() - began > MUTE_AFTER_S else deaths + 1
            self._hear(lost(self.report, "its capture process ended", time.time_ns()))
            if not self._stopped.wait(retry_delay(deaths, 0.5)):
                logger.warning("⚠️ capture of %s died and is started again", self._label)

    def _live(self, process: subprocess.Popen[bytes]) -> None:
        self._heard_at = time.monotonic()
        self._mutes += 1
        mute_after = patience(self._mutes - 1)
        try:
            while process.poll() is None and not self._stopped.is_set():
                with (
                    contextlib.suppress(OSError),
                    CaptureClient(self._socket, PATIENCE_S) as client,
                ):
                    client.follow_status(POLL_S)
                    while not self._stopped.is_set():
                        self._hear(client.next_status())
                        self._mutes, mute_after = 0, MUTE_AFTER_S
                        renew(process, self._tenure)
                renew(process, self._tenure)
                if time.monotonic() - self._heard_at > mute_after:
                    logger.warning("⚠️ capture of %s does not answer", self._label)
                    process.kill()
                self._stopped.wait(RETRY_S)
        finally:
            end(process)

    def _hear(self, report: dict[str, Any]) -> None:
        before, self.report = self.report, report
        self._heard_at = time.monotonic()
        if before is None or before["state"] != report["state"]:
            self._changed()
