"""Whether a barrier is told to open, and why not; and the telling."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction

from factory.core import clock
from factory.core.models import User
from vehicles.gate_rules import Status
from vehicles.models import Actuation, Gate, GateEvent, PlateRead
from vehicles.repeats import Outcome
from vehicles.services.pulsing import send_aside
from vehicles.visits import OUT

FRESH = timedelta(seconds=10)
"""A read older than this opens nothing: its vehicle is not at the barrier any more."""

_OPEN_FOR = {
    Gate.Policy.OPEN_FOR_AUTHORIZED: frozenset({Status.AUTHORIZED}),
    Gate.Policy.OPEN_FOR_ANY_VALID: frozenset({Status.AUTHORIZED, Status.UNKNOWN}),
    Gate.Policy.LOG_ONLY: frozenset[Status](),
}


def shut_because(gate: Gate, read: PlateRead) -> str:
    """Return why a gate with a barrier stays shut for a sound read; "" where it opens."""
    if read.status not in _OPEN_FOR[Gate.Policy(gate.policy)]:
        return "this gate opens for authorised vehicles"
    if gate.halted:
        return "the kill switch of this gate is set"
    late = (read.received_at - read.captured_at).total_seconds()
    if abs(late) > FRESH.total_seconds():
        said = "before it came" if late > 0 else "after it came"
        return (
            f"the read was made {abs(late):.0f} s {said}, by its sender's clock: it came too late, or"
            " that clock is wrong"
        )
    if clock.now() - read.received_at > FRESH:
        return "the read waited too long to be checked"
    return ""


def goes_through(gate: Gate | None, outcome: Outcome, direction: str) -> bool:
    """Return whether a vehicle goes through without a barrier being told.

    Where nothing holds it, it does, whatever was decided: one that was blocked while it was inside
    leaves. A plate that is only possibly what was read (half of it, perhaps) enters under no name.
    """
    nothing_in_its_way = gate is None or gate.policy == Gate.Policy.LOG_ONLY
    return nothing_in_its_way and (outcome is not Outcome.POSSIBLE or direction == OUT)


def ask_to_open(gate: Gate, event: GateEvent, who: User | None = None) -> Actuation:
    """Write the pulse down; it is sent once this commits."""
    actuation: Actuation = Actuation.objects.create(
        site_id=gate.site_id, gate=gate, event=event, actuator=gate.actuator, who=who
    )
    transaction.on_commit(partial(send_aside, actuation.pk), robust=True)
    return actuation
