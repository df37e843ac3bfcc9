"""When a delivery is tried again, and when it is given up. Pure."""

from __future__ import annotations

from datetime import timedelta

MOST_ATTEMPTS = 8


def retry_delay(attempts: int) -> timedelta | None:
    """Return how long to wait after ``attempts`` failed ones: 1, 2, 4 … 64 min; None gives up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timedelta(minutes=2 ** (attempts - 1))
