"""What the apps' demo histories share: the days to tell of, moments on them, and the same dice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

SEED = 7
SUNDAY = 6


def dice(*of: object) -> Random:
    """Return a generator for one subject, such as ``dice("plates", day)``: the same at each seeding."""
    return Random(":".join(map(str, (SEED, *of))))  # noqa: S311 - a demo, and no secret


def days_until(now: datetime, *, days: int, zone: ZoneInfo) -> Sequence[date]:
    """Return ``days`` whole days before today, and today."""
    today = now.astimezone(zone).date()
    return [today - timedelta(days=back) for back in range(days, -1, -1)]


def moment(day: date, minutes: float, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) so many minutes after midnight by the wall clock; it may be a later day."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(microsecond=0, tzinfo=zone).astimezone(UTC)
