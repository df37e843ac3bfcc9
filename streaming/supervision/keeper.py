"""Keeps one camera's capture process alive, on a thread of its own, so that none waits for another."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

from streaming.capture.client import CaptureClient
from streaming.capture.health import retry_delay
from streaming.supervision.reports import lost

logger = logging.getLogger(__name__)
ROOT: Final = Path(__file__).parents[2]
POLL_S: Final = 1.0
PATIENCE_S: Final = 3.0
STOP_S: Final = 3.0
MUTE_AFTER_S: Final = 10.0


class CaptureKeeper:
    """Starts the process, asks for its status once a second, and starts it again when it dies.

    A process that does not answer for ``MUTE_AFTER_S`` is killed: a hung decoder must not look alive.
    """

    def __init__(self, label: str, order: str, socket: str) -> None:
        self.order = order
        self.report: dict[str, Any] | None = None
        self._label, self._socket = label, socket
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
            began = time.monotonic()
            self._live(self._start())
            deaths = 1 if time.monotonic() - began > MUTE_AFTER_S else deaths + 1
            self.report = lost(self.report, "its capture process ended", time.time_ns())
            if not self._stopped.wait(retry_delay(deaths, 0.5)):
                logger.warning("⚠️ capture of %s died and is started again", self._label)

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "streaming.capture"], stdin=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdin is not None
        try:
            process.stdin.write(self.order.encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            # It died at once; _live finds it so.
            logger.warning("⚠️ capture of %s did not start", self._label)
        return process

    def _live(self, process: subprocess.Popen[bytes]) -> None:
        heard = time.monotonic()
        try:
            while process.poll() is None and not self._stopped.is_set():
                if self._ask():
                    heard = time.monotonic()
                elif time.monotonic() - heard > MUTE_AFTER_S:
                    logger.warning("⚠️ capture of %s does not answer", self._label)
                    process.kill()
                self._stopped.wait(POLL_S)
        finally:
            _end(process)

    def _ask(self) -> bool:
        try:
            with CaptureClient(self._socket, timeout=PATIENCE_S) as client:
                self.report = client.status()
        except OSError:
            return False
        return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close its stdin, which ends it; kill it when that does not help."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
