"""When a purge must wait for a person: a shorter retention, or a clock that cannot be right. Pure.

Both would delete far more than the night before, and neither can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_JUMP = timedelta(days=1)
LONGEST_ABSENCE = timedelta(days=30)
"""Across a restart nothing but the clock counts time; a longer gap is for a person to confirm."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment by two clocks: the wall's, and ``ticks`` seconds since the machine's start ``boot``."""

    at: datetime
    boot: str
    ticks: float
    retention_days: int


def why_refuse(last: Mark | None, now: Mark) -> str:
    """Return why this purge needs ``--force``, or an empty text."""
    if last is None:
        return ""
    if now.retention_days < last.retention_days:
        return (
            f"the retention was shortened from {last.retention_days} to {now.retention_days} days"
            " since the last clean-up"
        )
    return _jump(last, now)


def _jump(last: Mark, now: Mark) -> str:
    passed = now.at - last.at
    if passed < -MOST_JUMP:
        return f"the clock went back by {abs(passed).days} days since the last clean-up"
    if now.boot == last.boot:
        drift = passed - timedelta(seconds=now.ticks - last.ticks)
        if abs(drift) > MOST_JUMP:
            return f"the clock jumped by {abs(drift).days} days since the last clean-up"
    elif passed > LONGEST_ABSENCE:
        return f"the last clean-up was {passed.days} days ago, before a restart"
    return ""
