"""The supervisor's sums: how long to wait before a restart, and how a stop's seconds are shared."""

from __future__ import annotations

FIRST_DELAY = 0.5
LONGEST_DELAY = 10.0
HEALTHY_SECONDS = 30.0
STOP_SECONDS = 10.0
# Kept back for each lower stage, and for the last words of what was killed.
RESERVE_SECONDS = 1.0
LEAST_SECONDS = 0.2


def next_delay(previous: float, lived: float) -> float:
    """Return the seconds to wait before a restart; ``previous`` is 0 before the first one.

    It doubles from 0.5 to 10; a process that ``lived`` for 30 s begins anew.
    """
    if not previous or lived >= HEALTHY_SECONDS:
        return FIRST_DELAY
    return min(previous * 2, LONGEST_DELAY)


def stop_budget(left: float, lower_stages: int) -> float:
    """Return the seconds a stage may take to stop, when ``left`` seconds remain for all."""
    return max(left - RESERVE_SECONDS * (lower_stages + 1), LEAST_SECONDS)
