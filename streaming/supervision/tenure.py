"""How long a supervisor's processes may go on reading: an end that even a frozen supervisor cannot miss.

Capture and vision processes get this moment told and stop by themselves when it has come, before the
lease in the database ends and another supervisor may take the camera.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

HOLD_S: Final = 12.0
"""Three seconds less than ``streaming.services.leases.LEASE``."""
CARRY_ON_S: Final = 1.0


class Tenure:
    """Ends at ``until``, in seconds of the monotonic clock, which all processes of a host share.

    A supervisor that is alive carries on while the database is away, for then nobody else can take its
    cameras either. One that was frozen past the end has to ask the database first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.until = 0.0

    @property
    def good(self) -> bool:
        return self._clock() < self.until

    def granted(self, asked_at: float) -> None:
        """The database has said yes to what was asked at that moment."""
        self.until = max(self.until, asked_at + HOLD_S)

    def carry_on(self) -> None:
        """Called every ``CARRY_ON_S`` by a thread of the supervisor, which shows that it runs."""
        now = self._clock()
        if now < self.until:
            self.until = now + HOLD_S
