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

    It counts from before the database was asked, the lease from its answer: whatever lies between, the
    processes end before the lease does. Where nobody else can take the cameras (``alone``), a supervisor
    that lives carries on while the database is away; else it cannot know whether it is the database
    that is away or itself. One that was frozen past the end has to ask first.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, alone: bool = False) -> None:
        self._clock, self._alone = clock, alone
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
        if self._alone and now < self.until:
            self.until = now + HOLD_S
