"""When a purge must wait for a person: a shorter retention, or a clock that cannot be right. Pure.

Both would delete far more than the night before, and neither can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_JUMP = timedelta(days=1)
LONGEST_SILENCE = timedelta(days=4)
"""A long weekend switched off. Nothing but the clock counts time then, so more is for a person."""
Silent = Callable[[datetime, datetime], bool]
"""Whether nothing at all was stored for LONGEST_SILENCE at a stretch between two moments."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment by two clocks: the wall's, and ``ticks`` seconds since the machine's start ``boot``.

    ``retention`` is in days, by class (``unknown``) and by site and class (``3:unknown``).
    """

    at: datetime
    boot: str
    ticks: float
    retention: Mapping[str, int] = field(default_factory=dict)


def why_refuse(last: Mark | None, now: Mark, *, own: Mark | None, silent: Silent) -> str:
    """Return why this purge needs ``--force``, or an empty text.

    ``last`` is the newest mark of all, ``own`` the newest of this start of this machine: hosts may
    take turns, and only one's own ticks can be compared.
    """
    if last is None:
        return ""
    return _shortened(last.retention, now.retention) or _jump(last, now, own, silent)


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


def _jump(last: Mark, now: Mark, own: Mark | None, silent: Silent) -> str:
    passed = now.at - last.at
    if passed < -MOST_JUMP:
        return f"the clock went back by {abs(passed).days} days since the last clean-up"
    if own is not None:
        drift = now.at - own.at - timedelta(seconds=now.ticks - own.ticks)
        return (
            f"the clock jumped by {abs(drift).days} days since the last clean-up"
            if abs(drift) > MOST_JUMP
            else ""
        )
    if passed > LONGEST_SILENCE and silent(last.at, now.at):
        return f"the last clean-up was {passed.days} days ago, and nothing shows that so much time passed"
    return ""
