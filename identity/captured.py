"""When a picture can have been taken. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_AHEAD = timedelta(minutes=10)
"""A device's clock may be fast by this; a picture dated far ahead would outlive its retention."""
MOST_BEHIND = timedelta(days=3653)
"""Longer than any retention: so old a time comes from a clock that was never set (1970, 2000)."""


def why_impossible(captured_at: datetime, now: datetime) -> str:
    """Return what is wrong with the time of a picture, or an empty text."""
    ahead = captured_at - now
    if -MOST_BEHIND <= ahead <= MOST_AHEAD:
        return ""
    when = "in the future" if ahead > MOST_AHEAD else "more than ten years ago"
    return f"captured_at is {when}: set the device's clock."
