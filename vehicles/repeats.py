"""When a read says nothing new: the same vehicle, still there or read once more.

A repeat is recorded with the event that it belongs to; it neither alerts nor opens anything again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vehicles.gate_rules import GateDecision, Reason, Status
from vehicles.plate_pieces import is_half


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


def repeated(outcome: Outcome | None, key: str, earlier: Iterable[Earlier]) -> Earlier | None:
    """The event that this read only repeats, the newest first in ``earlier``; None where it is news.

    News is a graver finding than before, and a list that says otherwise of the very same plate. A
    text that was corrected after the vehicle was held is not: it must not open the gate silently. But
    half a plate was no decision on the whole one, which is judged as if it had come first; and half of
    a plate that was judged says no more.
    """
    if outcome is None:
        return next(iter(earlier), None)
    return next((one for one in earlier if _covers(one, outcome, key)), None)


def _covers(one: Earlier, outcome: Outcome, key: str) -> bool:
    if outcome is Outcome.BLOCKED:
        return one.outcome == Outcome.BLOCKED and one.key == key
    if outcome is Outcome.POSSIBLE:
        return one.outcome in {Outcome.POSSIBLE, Outcome.BLOCKED} or is_half(key, one.key)
    if one.outcome == Outcome.POSSIBLE and is_half(one.key, key):
        return False
    if outcome is Outcome.PASS and one.outcome not in {Outcome.PASS, MANUAL}:
        return one.key != key
    return True
