"""The stays of one day between coming and leaving, for shifts whose work is counted in pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from attendance.duplicates import STANDARD, RepeatRule
from attendance.presence import ONE_LEAVING, Presence
from attendance.punches import PunchFact, in_order
from attendance.vocabulary import Direction


@dataclass(frozen=True, slots=True)
class Stays:
    """Each stay's coming and going, by time.

    Time ``is_lost`` where somebody left again whom nobody had seen come back: it is in no stay. They
    are ``unclear`` where somebody came again whom nobody had seen leave (a break may be in a stay, or
    the door was read twice), and where doors do not say which way and a stay is over in no time: its
    end may be its beginning read again, which turns all that follows.
    """

    found: tuple[tuple[datetime, datetime], ...] = ()
    is_lost: bool = False
    unclear: bool = False

    @property
    def attended(self) -> timedelta:
        return sum((went - came for came, went in self.found), timedelta())


def read_stays(
    presence: Presence, punches: Sequence[PunchFact], repeats: RepeatRule = STANDARD
) -> Stays:
    """Return the stays between first in and last out; none while either is unknown.

    IN opens and OUT closes one. A sighting without a direction does whichever is due, unless it
    repeats the punch before it within the debounce. Beside doors that say which way it closes none:
    somebody passed a corridor; nor does it open one on the way out.
    """
    first_in, last_out = presence.first_in, presence.last_out
    if first_in is None or last_out is None:
        return Stays()
    turns = list(_turns(first_in, last_out, _telling(presence, punches), repeats))
    stays = _walked(presence, first_in, last_out, turns)
    is_lost = stays.is_lost and presence.closed_by is None
    if presence.is_directed:
        unclear = _came_twice(first_in, turns, repeats.debounce)
    else:
        unclear = any(came < went < came + ONE_LEAVING for came, went in stays.found)
    return replace(stays, is_lost=is_lost, unclear=unclear)


def _walked(
    presence: Presence, first_in: datetime, last_out: datetime, turns: Iterable[PunchFact]
) -> Stays:
    found: list[tuple[datetime, datetime]] = []
    came: datetime | None = first_in
    left, is_lost = first_in, False
    for punch in turns:
        if came is not None and _closes(punch, presence):
            found.append((came, punch.at))
            came, left = None, punch.at
        elif came is None and _opens(punch, presence, left):
            came = punch.at
        elif came is None:
            is_lost |= punch.at - left > ONE_LEAVING
            left = punch.at
    if came is not None:
        found.append((came, last_out))
    is_seen_last = came == last_out and last_out - left > ONE_LEAVING
    return Stays(tuple(found), is_lost or is_seen_last)


def _came_twice(first_in: datetime, turns: Iterable[PunchFact], debounce: timedelta) -> bool:
    """Say whether any IN follows another one, later than a door reads twice."""
    read: datetime | None = first_in
    for punch in turns:
        if punch.direction is Direction.IN:
            if read is not None and punch.at - read > debounce:
                return True
            read = punch.at
        elif punch.direction is Direction.OUT:
            read = None
    return False


def _telling(presence: Presence, punches: Sequence[PunchFact]) -> Sequence[PunchFact]:
    """Leave out sightings where doors say which way, and a rule says that none was the way out."""
    if presence.closed_by is None or not presence.is_directed:
        return punches
    return [one for one in punches if one.direction is not Direction.UNKNOWN]


def _closes(punch: PunchFact, presence: Presence) -> bool:
    is_sighting = punch.direction is Direction.UNKNOWN
    return punch.direction is Direction.OUT or (is_sighting and not presence.is_directed)


def _opens(punch: PunchFact, presence: Presence, left: datetime) -> bool:
    if punch.direction is Direction.UNKNOWN:
        return not presence.is_directed or punch.at - left > ONE_LEAVING
    return punch.direction is Direction.IN


def _turns(
    first: datetime, last: datetime, punches: Sequence[PunchFact], repeats: RepeatRule
) -> Iterator[PunchFact]:
    """Yield the punches after the first in that can open or close a stay."""
    seen = first
    for punch in in_order(punches):
        if not first < punch.at <= last:
            continue
        if punch.direction is not Direction.UNKNOWN or punch.at - seen > repeats.debounce:
            yield punch
        seen = punch.at
