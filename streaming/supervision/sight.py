"""Keeps the vision process alive beside the cameras: replaced when it dies, and when it is frozen."""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Final

from django.conf import settings

from streaming.capture.health import retry_delay
from streaming.supervision.child import end, renew
from streaming.supervision.keeper import MUTE_AFTER_S, patience
from streaming.supervision.tenure import Tenure

logger = logging.getLogger(__name__)
TURN_S: Final = 1.0
HEALTHY_S: Final = 30.0
STOP_S: Final = 10.0
PIECE: Final = 4096


def command_for(supervisor: str) -> list[str]:
    manage = str(settings.BASE_DIR / "manage.py")
    return [sys.executable, manage, "run_vision", supervisor, "--held"]


class VisionKeeper:
    """Runs ``command`` until stopped, as long as the tenure lasts.

    The process writes a byte to its stdout every second; one that is silent for its ``patience`` hangs
    and is killed. Only seconds in which it was listened to count: of a machine that stood still, or had
    no turn for us, nothing can be held against it.
    """

    def __init__(self, command: Sequence[str], tenure: Tenure) -> None:
        self._command, self._tenure = command, tenure
        self._mutes = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vision", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask the process to end; ``join`` waits for it."""
        self._stopped.set()

    def join(self) -> None:
        self._thread.join(STOP_S + 2 * TURN_S)

    def _run(self) -> None:
        deaths = 0
        while not self._stopped.is_set():
            if not self._tenure.good:
                self._stopped.wait(TURN_S)
                continue
            began = time.monotonic()
            self._live()
            # One that dies at once, for want of a package perhaps, must not use up a core by its starts.
            deaths = 1 if time.monotonic() - began > HEALTHY_S else deaths + 1
            self._stopped.wait(retry_delay(deaths, 0))

    def _live(self) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own words only
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        self._mutes += 1
        # Before its first word it loads Django and the models: twice what a capture process is given.
        quiet, mute_after = 0.0, patience(self._mutes)
        try:
            while not self._stopped.is_set():
                renew(process, self._tenure)
                if select.select([process.stdout], [], [], TURN_S)[0]:
                    if not os.read(process.stdout.fileno(), PIECE):
                        return
                    quiet, self._mutes, mute_after = 0.0, 0, MUTE_AFTER_S
                    self._stopped.wait(TURN_S)
                elif (quiet := quiet + TURN_S) > mute_after:
                    logger.warning("⚠️ the recognisers do not answer and are started again")
                    process.kill()
                    return
        finally:
            # One that has not said a word yet has nothing to write down, and does not listen either.
            end(process, 0.0 if self._mutes else STOP_S)
            process.stdout.close()
