"""Which occurrence of a shift a punch belongs to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, reduce
from zoneinfo import ZoneInfo

from attendance.occurrences import ShiftOccurrence, occurrence_on
from attendance.punches import PunchFact, in_order
from attendance.shifts import ShiftRule
from attendance.vocabulary import Direction

# People clock out of one shift and into the next some minutes before or after the bell.
HANDOVER = timedelta(minutes=30)
# A check-out this long after its check-in belongs to another spell of work.
LONGEST_SPELL = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Match:
    """A punch and its occurrence; None where it lies outside all of the employee's shifts."""

    punch: PunchFact
    occurrence: ShiftOccurrence | None


def match_punches(
    punches: Iterable[PunchFact], occurrences: Iterable[ShiftOccurrence]
) -> tuple[Match, ...]:
    """Return one employee's punches by time, each with its occurrence, in any order given.

    A punch belongs to the window it falls into, to that of a free shift only where it hits no
    other. Where two windows overlap, an IN within half an hour of the earlier shift's end is the
    later one's, an OUT up to half an hour into the later shift is the earlier one's, and without a
    direction the middle between the shifts divides.
    An OUT goes with the IN still open, if that is at most LONGEST_SPELL old, where the windows
    leave it open: outside them all, in an overlap, or before the shift whose window it hit.

    Where a punch belongs hangs on others of the LONGEST_SPELL before it and of the window of a free
    shift, and on none beyond (``reach``): days come out alike whatever span is derived.
    """
    roster = _Roster(occurrences)
    matches: list[Match] = []
    opened: Match | None = None
    begun: tuple[ShiftOccurrence, ...] = ()
    for punch in in_order(punches):
        over = roster.windows_over(punch.at)
        match = Match(punch, _with_open_in(punch, opened, _worked_first(over, begun)))
        matches.append(match)
        opened = _still_open(match, opened)
        begun = _begun(punch, over, begun)
    return tuple(matches)


def occurrence_of_rule(
    rule: ShiftRule, zone: str, at: datetime, direction: Direction
) -> ShiftOccurrence:
    """Return the occurrence of one daily shift that a punch belongs to; outside all, the nearest.

    For shifts that come with the request and have no roster around them.
    """
    day = at.astimezone(ZoneInfo(zone)).date()
    around = [occurrence_on(rule, day + timedelta(days=days), zone) for days in (-1, 0, 1)]
    hit = _chosen(at, direction, [one for one in around if one.has_window_over(at)])
    return hit or min(around, key=partial(_distance, at))


def follows_directly(earlier: ShiftOccurrence, later: ShiftOccurrence) -> bool:
    """Say whether someone with both shifts may work through without a punch between them."""
    return earlier.start < later.start and later.start - earlier.end <= HANDOVER


class _Roster:
    """Occurrences by opening, so that those around a moment are found without a scan."""

    def __init__(self, occurrences: Iterable[ShiftOccurrence]) -> None:
        self._sorted = sorted(occurrences, key=lambda one: (one.opens, one.start, one.key))
        self._opens = [one.opens for one in self._sorted]
        lengths = (one.closes - one.opens for one in self._sorted)
        self._longest = max(lengths, default=timedelta())

    def windows_over(self, at: datetime) -> list[ShiftOccurrence]:
        first = bisect_left(self._opens, at - self._longest)
        near = self._sorted[first : bisect_right(self._opens, at)]
        return [one for one in near if one.has_window_over(at)]


def _worked_first(
    windows: Sequence[ShiftOccurrence], begun: Collection[ShiftOccurrence] = ()
) -> Sequence[ShiftOccurrence]:
    """Leave out free shifts where there are others, but not those that somebody has come to."""
    return [one for one in windows if not one.free or one in begun] or windows


def _begun(
    punch: PunchFact, over: Sequence[ShiftOccurrence], begun: tuple[ShiftOccurrence, ...]
) -> tuple[ShiftOccurrence, ...]:
    """Return the free shifts that somebody has come to and not left, as far as their windows tell.

    Of each by itself: were it asked where the IN before really went, that would hang on the one
    before it, and so on through any number of days off.
    """
    if punch.direction is not Direction.IN:
        return () if punch.direction is Direction.OUT else begun
    free = [one for one in over if one.free]
    if not free:
        return ()
    alone = _chosen(punch.at, punch.direction, _worked_first(over))
    return tuple(one for one in free if one == alone or (one in begun and _stays(punch, one, over)))


def _stays(punch: PunchFact, free: ShiftOccurrence, over: Sequence[ShiftOccurrence]) -> bool:
    return _chosen(punch.at, punch.direction, _worked_first(over, (free,))) == free


def _with_open_in(
    punch: PunchFact, opened: Match | None, windows: Sequence[ShiftOccurrence]
) -> ShiftOccurrence | None:
    chosen = _chosen(punch.at, punch.direction, windows)
    if opened is None or opened.occurrence is None or not _can_close(punch, opened):
        return chosen
    if chosen is None or punch.at < chosen.start:
        return opened.occurrence
    is_unsure = opened.occurrence in windows and not follows_directly(opened.occurrence, chosen)
    return opened.occurrence if is_unsure else chosen


def _can_close(punch: PunchFact, opened: Match) -> bool:
    return punch.direction is Direction.OUT and punch.at - opened.punch.at <= LONGEST_SPELL


def _still_open(match: Match, opened: Match | None) -> Match | None:
    if match.punch.direction is Direction.IN:
        return match
    return None if match.punch.direction is Direction.OUT else opened


def _chosen(
    at: datetime, direction: Direction, windows: Sequence[ShiftOccurrence]
) -> ShiftOccurrence | None:
    if not windows:
        return None
    by_start = sorted(windows, key=lambda one: (one.start, one.end, one.key))
    return reduce(partial(_earlier_or_later, at, direction), by_start)


def _earlier_or_later(
    at: datetime, direction: Direction, earlier: ShiftOccurrence, later: ShiftOccurrence
) -> ShiftOccurrence:
    first, last = sorted((earlier.end, later.start))
    divides = {
        Direction.IN: first - HANDOVER,
        Direction.OUT: last + HANDOVER,
        Direction.UNKNOWN: first + (last - first) / 2,
    }
    return earlier if at < divides[direction] else later


def _distance(at: datetime, occurrence: ShiftOccurrence) -> timedelta:
    return max(occurrence.start - at, at - occurrence.end, timedelta())
