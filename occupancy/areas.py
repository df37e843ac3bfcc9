"""How full an area is, and which areas can lie within which, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import StrEnum

WITHIN_ITSELF = "An area does not lie within itself."


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FULL = "full"
    UNLIMITED = "unlimited"


def level(count: int, capacity: int | None, warn_percent: int) -> Level:
    """Return how full an area with ``count`` people is; full means at capacity, not only above it."""
    if not capacity:
        return Level.UNLIMITED
    for found in (Level.FULL, Level.WARN):
        if count >= least_of(found, capacity, warn_percent):
            return found
    return Level.OK


def least_of(level: Level, capacity: int, warn_percent: int) -> int:
    """Return with how many people an area is full, or filling up: at least one."""
    share = 100 if level is Level.FULL else warn_percent
    return max(1, -(-capacity * share // 100))


def percent(count: int, capacity: int | None) -> float | None:
    """Return the share of the capacity that is taken, in percent; None without a capacity."""
    return round(100 * count / capacity, 1) if capacity else None


def closed(at: time, begins: time | None, ends: time | None) -> bool:
    """Return whether the wall-clock time ``at`` is in the closed hours, which may go past midnight."""
    if begins is None or ends is None:
        return False
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def why_not_within(area: int | None, outer: int, within: Mapping[int, int | None]) -> str:
    """Return why an area (None: a new one) cannot lie within ``outer``; an empty text if it can.

    ``within`` says of each area of the site within which it lies; there is no way round in it.
    """
    if outer not in within:
        return "There is no such area at this site."
    at: int | None = outer
    while at is not None:
        if at == area:
            return WITHIN_ITSELF if at == outer else "That area lies within this one."
        at = within.get(at)
    return ""


def both_kinds(other: str, *, is_zone: bool) -> str:
    """Return why a zone cannot count beside the line ``other`` of its camera and area, or a line beside
    a zone: a door says who came and left, a zone who is there, and one of the two would be lost.
    """
    mine, theirs = ("zone", "line") if is_zone else ("line", "zone")
    return (
        f"This camera counts for this area by the {theirs} “{other}” already, which a {mine} would"
        f" contradict. Let the {mine} count for an area of its own, which may lie within this one."
    )
