"""Whether a camera is to be read now, and since when: pure, from its switch, its hours and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

Hours = tuple[time | None, time | None]
"""From when until when, in the site's time; without both, always."""


@dataclass(frozen=True, slots=True)
class Duty:
    """``since`` when somebody is to read it; None if nobody is, and ``why`` (empty: switched off)."""

    since: datetime | None
    why: str = ""


def duty(
    hours: Hours, zone: tzinfo | None, *, enabled: bool, changed_at: datetime, now: datetime
) -> Duty:
    """Return a camera's duty; ``changed_at`` is when anything about it was last changed.

    The zone is only needed where there are hours.
    """
    start, end = hours
    if not enabled:
        return Duty(None)
    if start is None or end is None:
        return Duty(changed_at)
    local = now.astimezone(zone)
    if not within(local.time(), start, end):
        return Duty(None, f"reads from {start:%H:%M} to {end:%H:%M}")
    begun = local.replace(hour=start.hour, minute=start.minute, second=start.second, microsecond=0)
    return Duty(max(changed_at, begun if begun <= local else begun - timedelta(days=1)))


def within(moment: time, start: time, end: time) -> bool:
    """Return whether a time of day lies in [start, end); an end before the start is tomorrow's.

    From a time until the same time is the whole day.
    """
    if start < end:
        return start <= moment < end
    return moment >= start or moment < end
