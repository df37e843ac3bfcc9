"""Which calls go wrong, and how: drawn by share, or the next ones by name. Pure but for its dice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong. ``status`` 0: no answer comes.

    ``after``: the operation is carried out first, and its answer lost.
    """

    status: int = 0
    code: str = ""
    message: str = ""
    after: bool = False


FAULTS: dict[str, Fault] = {
    "throttle400": Fault(400, "ThrottlingException", "Slow down; sudden increase in rate."),
    "throttle500": Fault(500, "ThrottlingException", "Service Unavailable"),
    "provisioned": Fault(
        400, "ProvisionedThroughputExceededException", "Provisioned Rate exceeded."
    ),
    "internal": Fault(500, "InternalServerError", "Internal server error"),
    "unavailable": Fault(503, "ServiceUnavailable", "Service Unavailable"),
    "unavailable_exception": Fault(503, "ServiceUnavailableException", "Service Unavailable"),
    "bad_gateway": Fault(502, "", "<html>502 Bad Gateway</html>"),
    "denied": Fault(400, "AccessDeniedException", "Not authorised."),
    "hang": Fault(),
    "cut": Fault(),
    "slow": Fault(),
    "lost": Fault(after=True),
    "truncated": Fault(after=True),
    "partial": Fault(after=True),
}
"""``hang``: nothing comes for ``hang_seconds``. ``cut``: the connection is closed unanswered.
``slow``: the answer comes ``slow_seconds`` later. ``lost``: carried out, then closed unanswered.
``truncated``: half of the answer. ``partial``: DeleteFaces leaves one face undeleted."""


@dataclass
class FaultPlan:
    """``shares``: fault → part of all calls (0 to 1). ``script``: faults of the next calls, in turn
    (an empty text is none), before chance is asked again. May be used from any thread.
    """

    shares: dict[str, float] = field(default_factory=dict)
    script: list[str] = field(default_factory=list)
    operations: frozenset[str] = frozenset()
    hang_seconds: float = 30.0
    slow_seconds: float = 2.0
    latency_seconds: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        unknown = {*self.shares, *filter(None, self.script)} - set(FAULTS)
        if unknown:
            raise ValueError(f"unknown faults: {', '.join(sorted(unknown))}")
        self._dice = random.Random(self.seed)  # noqa: S311 - repeatable on purpose
        self._lock = threading.Lock()
        self.calls: Counter[str] = Counter()
        self.drawn: Counter[str] = Counter()
        self.moments: deque[float] = deque(maxlen=100)

    @classmethod
    def of(cls, wanted: dict[str, Any]) -> FaultPlan:
        """Return the plan of a JSON object with these fields; raises ValueError."""
        try:
            return cls(**{**wanted, "operations": frozenset(wanted.get("operations", ()))})
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error

    def draw(self, operation: str) -> str:
        """Return the fault of this call, or an empty text; counts both."""
        with self._lock:
            self.calls[operation] += 1
            self.moments.append(time.monotonic())
            name = self._drawn(operation)
            if name:
                self.drawn[name] += 1
            return name

    def _drawn(self, operation: str) -> str:
        if self.operations and operation not in self.operations:
            return ""
        if self.script:
            return self.script.pop(0)
        chance = self._dice.random()
        for name, share in self.shares.items():
            chance -= share
            if chance < 0:
                return name
        return ""
