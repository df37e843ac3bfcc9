"""Two shifts worked in one go, without a punch between them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from attendance.matching import HANDOVER
from attendance.occurrences import ShiftOccurrence
from attendance.presence import Presence
from attendance.vocabulary import ClosedBy


class Spell(NamedTuple):
    """An occurrence and the presence seen in it."""

    occurrence: ShiftOccurrence
    presence: Presence


def goes_on_in(earlier: Spell, later: Spell) -> bool:
    """Say whether somebody who came to the earlier shift worked on into the later one.

    To be asked of shifts that follow directly. They did not clock out of the first, were not
    seen about its end, and were seen in the second only at its beginning or when leaving it.
    Who comes to the second as a late arrival had been away.
    """
    return (
        earlier.presence.first_in is not None
        and not _has_left(earlier)
        and later.presence.last_seen is not None
        and _was_there(later)
    )


def _has_left(earlier: Spell) -> bool:
    last_out = earlier.presence.last_out
    if last_out is None:
        return False
    return earlier.presence.is_out_said or last_out >= earlier.occurrence.end - HANDOVER


def _was_there(later: Spell) -> bool:
    first_in = later.presence.first_in
    return first_in is None or first_in <= later.occurrence.start + HANDOVER


def worked_on(presence: Presence, occurrence: ShiftOccurrence) -> Presence:
    """Return the presence of somebody who stayed to the end, for the next shift."""
    last_out = max(occurrence.end, presence.first_in or occurrence.end)
    return replace(presence, last_out=last_out, closed_by=ClosedBy.NEXT_SHIFT)


def already_there(presence: Presence, occurrence: ShiftOccurrence) -> Presence:
    """Return the presence of somebody who stayed on from the shift before."""
    if presence.first_in is not None:
        return presence
    first_in = min(occurrence.start, presence.last_out or occurrence.start)
    return replace(presence, first_in=first_in)
