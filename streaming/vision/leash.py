"""Ties the vision process to its supervisor: it shows that it lives, and never outlives it.

The supervisor holds the other end of stdin, and says there in lines of JSON until when its lease on the
cameras lasts; on stdout it gets a byte every second. A process that is frozen gives none and is replaced.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from typing import Final

from streaming.capture.config import BadConfigError, parse_command

PULSE_S: Final = 1.0
GRACE_S: Final = 10.0
"""For the recognisers to write down what they still hold."""
LINE: Final = 4096


class Leash:
    """Calls ``end`` on a thread of its own once the supervisor or its lease is gone."""

    def __init__(
        self,
        end: Callable[[], None],
        pipes: tuple[int, int],
        leave: Callable[[int], None] = os._exit,
        grace: float = GRACE_S,
    ) -> None:
        self._end, self._leave, self._grace = end, leave, grace
        self._said, self._pulse = pipes
        self._lease: float | None = None
        self._held = b""
        self._thread = threading.Thread(target=self._run, name="leash", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        while self._lease is None or time.monotonic() < self._lease:
            if not self._turn():
                break
        self._end()
        time.sleep(self._grace)
        # Whatever hangs in a decoder or a recogniser must not hold the exit.
        self._leave(1)

    def _turn(self) -> bool:
        """Hear what was said, and give a sign; False where nobody is there any more."""
        try:
            if select.select([self._said], [], [], PULSE_S)[0]:
                said = os.read(self._said, LINE)
                if not said:
                    return False
                self._hear(said)
            os.write(self._pulse, b".")
        except OSError:
            return False
        return True

    def _hear(self, said: bytes) -> None:
        *lines, self._held = (self._held + said).split(b"\n")
        for line in lines:
            try:
                command = parse_command(line.decode())
            except (BadConfigError, UnicodeDecodeError):
                continue
            self._lease = self._lease if command.lease is None else command.lease
