"""When a read says nothing new: the same vehicle, still there or read once more.

A repeat is recorded with the event that it belongs to; it neither alerts nor opens anything again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from vehicles.block_matching import BlockEntry, match_blocked
from vehicles.gate_rules import GateDecision, Reason, Status
from vehicles.misreads import is_another
from vehicles.plate_cuts import is_cut_off
from vehicles.plate_pieces import is_half
from vehicles.plates import read_plate


class Outcome(StrEnum):
    """What a read asks for at a gate; one that is held for a person's eyes asks for nothing."""

    PASS = "pass"  # noqa: S105 - no password
    EXCEPTION = "exception"
    POSSIBLE = "possible"
    BLOCKED = "blocked"


MANUAL = "manual"
"""The event that a guard made by opening for a vehicle whose read was held."""

_EXCEPTIONS = frozenset({Reason.NOT_YET_VALID, Reason.EXPIRED, Reason.OUTSIDE_HOURS})


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event whose reads are recent: of the same track, or of the same plate at the same place."""

    event_id: int
    outcome: str
    key: str
    admitted: bool = False


def outcome_of(decision: GateDecision) -> Outcome | None:
    """The event that a decision asks for; None for a read too poor to be believed.

    A blocked vehicle, certain or possible, is one however poor the read.
    """
    if decision.status is Status.BLOCKED:
        return Outcome.BLOCKED
    if decision.reason is Reason.POSSIBLY_BLOCKED:
        return Outcome.POSSIBLE
    if decision.reason in _EXCEPTIONS:
        return Outcome.EXCEPTION
    return Outcome.PASS if decision.should_trigger_gate_event else None


def repeated(
    outcome: Outcome | None,
    key: str,
    earlier: Iterable[Earlier],
    *,
    opens: bool = False,
    named: Collection[BlockEntry] = (),
    legal: bool = False,
) -> Earlier | None:
    """The event that this read only repeats, the newest first in ``earlier``; None where it is news.

    News is a graver finding than before, and a list that says otherwise of the very same plate; so is
    one that ``opens`` the barrier, which was shut to this plate before, and one that is possibly a
    blocked vehicle of those ``named`` that the text before was not. A text that was corrected after
    the vehicle was held is not: it must not open the gate silently. But half a plate was no decision on
    the whole one, which is judged as if it had come first; and half of a plate that was judged says no
    more. Another vehicle's event, of a track whose number came again, says nothing of this one; ``legal``
    says that the read is a plate by its site's rules, which may be those of any country.
    """
    if outcome is None:
        return next((one for one in earlier if not _let_another_in(one, key, legal)), None)
    return next((one for one in earlier if _covers(one, outcome, key, opens, named)), None)


def _covers(
    one: Earlier, outcome: Outcome, key: str, opens: bool, named: Collection[BlockEntry]
) -> bool:
    if outcome is Outcome.BLOCKED:
        return one.outcome == Outcome.BLOCKED and one.key == key
    if outcome is Outcome.POSSIBLE:
        alarmed = one.outcome in {Outcome.POSSIBLE, Outcome.BLOCKED}
        return _is_piece(key, one.key) or (alarmed and _names_all(one.key, named))
    if one.outcome == Outcome.POSSIBLE and _is_piece(one.key, key):
        return False
    if one.outcome == Outcome.PASS and is_cut_off(one.key, key):
        # It was legal as well, but the decision was on another plate.
        return False
    return _covers_sound(one, outcome, key, opens)


def _covers_sound(one: Earlier, outcome: Outcome, key: str, opens: bool) -> bool:
    """The same for what passes, or would at another time."""
    held = one.outcome not in {Outcome.PASS, MANUAL}
    if outcome is Outcome.EXCEPTION:
        # A track's number that is used again must not hide one that waits for the guard.
        return held or one.key == key or _is_piece(one.key, key)
    if held or (opens and not one.admitted):
        return one.key != key
    return not is_another(key, one.key, legal=one.outcome == Outcome.PASS)


def _let_another_in(one: Earlier, key: str, legal: bool) -> bool:
    """Return whether an event let another vehicle pass than the one read, of the same track."""
    # What a guard let in by hand need not have been read as a plate.
    both = legal and one.outcome == Outcome.PASS
    return one.outcome in {Outcome.PASS, MANUAL} and is_another(key, one.key, legal=both)


def _names_all(key: str, entries: Collection[BlockEntry]) -> bool:
    found = match_blocked(read_plate(key), entries)
    return {*entries} <= {found.certain, *found.possible}


def _is_piece(key: str, whole: str) -> bool:
    return is_half(key, whole) or is_cut_off(key, whole)
