"""When an area is too full, pure: levels with hysteresis, alerts with a cool-down.

A level rises at its threshold and falls only once the count is clearly below it, so that one person at
the door does not ring twice a minute. The same or a lower alert is not raised again before the cool-down
is over; a higher one always is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from occupancy.areas import Level, least_of, level

RANK = {Level.UNLIMITED: 0, Level.OK: 1, Level.WARN: 2, Level.FULL: 3}


@dataclass(frozen=True, slots=True)
class Limits:
    """``slack_percent`` of the capacity (one person at least) is what clearly below means."""

    capacity: int | None
    warn_percent: int
    slack_percent: int
    cool_down: timedelta

    @property
    def slack(self) -> int:
        return max(1, (self.capacity or 0) * self.slack_percent // 100)


@dataclass(frozen=True, slots=True)
class Held:
    """The level held, since when, and the last alert: its level, when, and whether it is open."""

    level: Level
    since: datetime
    told: Level = Level.OK
    told_at: datetime | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is held from now on, the alert to be resolved, and the one to be raised."""

    held: Held
    resolve: Level | None = None
    alarm: Level | None = None


def judge(held: Held, count: int, limits: Limits, now: datetime) -> Verdict:
    """Return what follows from ``count`` people at ``now``."""
    level_now = settled(held.level, count, limits)
    since = held.since if level_now is held.level else now
    over = held.open and RANK[level_now] < RANK[held.told]
    still_open = held.open and not over
    if not _alarms(held, level_now, still_open=still_open, limits=limits, now=now):
        kept = Held(level_now, since, held.told, held.told_at, still_open)
        return Verdict(kept, resolve=held.told if over else None)
    told = Held(level_now, since, level_now, now, open=True)
    return Verdict(told, resolve=held.told if held.open else None, alarm=level_now)


def settled(held: Level, count: int, limits: Limits) -> Level:
    """Return the level: at once a higher one, a lower one only with ``slack``.

    The slack ends below each level's threshold, so that an empty place is never full.
    """
    found = level(count, limits.capacity, limits.warn_percent)
    if RANK[found] >= RANK[held] or found is Level.UNLIMITED:
        return found
    for kept in (Level.FULL, Level.WARN):
        least = least_of(kept, limits.capacity or 0, limits.warn_percent)
        if RANK[kept] <= RANK[held] and count >= least - min(limits.slack, least - 1):
            return kept
    return Level.OK


def _alarms(
    held: Held, level_now: Level, *, still_open: bool, limits: Limits, now: datetime
) -> bool:
    if RANK[level_now] < RANK[Level.WARN]:
        return False
    if still_open and RANK[held.told] >= RANK[level_now]:
        return False
    cooling = held.told_at is not None and now < held.told_at + limits.cool_down
    return not cooling or RANK[level_now] > RANK[held.told]
