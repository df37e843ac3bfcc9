"""When a purge must wait for a person: a shorter retention, or a clock that cannot be right. Pure.

Both would delete far more than the night before, and neither can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_JUMP = timedelta(days=1)
LONGEST_ABSENCE = timedelta(days=30)
"""Across a restart nothing but the clock counts time; a longer gap is for a person to confirm."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment by two clocks: the wall's, and ``ticks`` seconds since the machine's start ``boot``.

    ``retention`` is in days, by class (``unknown``) and by site and class (``3:unknown``).
    """

    at: datetime
    boot: str
    ticks: float
    retention: Mapping[str, int] = field(default_factory=dict)


def why_refuse(last: Mark | None, now: Mark) -> str:
    """Return why this purge needs ``--force``, or an empty text."""
    if last is None:
        return ""
    return _shortened(last.retention, now.retention) or _jump(last, now)


def _shortened(last: Mapping[str, int], now: Mapping[str, int]) -> str:
    for name, days in last.items():
        if now.get(name, days) < days:
            site, _, kind = name.rpartition(":")
            where = f" of site {site}" if site else ""
            return (
                f"the retention of {kind}{where} was shortened from {days} to {now[name]} days"
                " since the last clean-up"
            )
    return ""


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
