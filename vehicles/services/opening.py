"""Telling a barrier to open: by a gate's policy, or by a person who says why."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from vehicles.actuators import ActuatorError, Barrier, actuator_called
from vehicles.gate_rules import Status
from vehicles.models import Actuation, Gate, GateEvent, PlateRead
from vehicles.models.lists import LONGEST_REASON
from vehicles.repeats import MANUAL, Outcome

logger = logging.getLogger(__name__)
FRESH = timedelta(seconds=10)
"""A read older than this opens nothing: its vehicle is not at the barrier any more."""

_OPEN_FOR = {
    Gate.Policy.OPEN_FOR_AUTHORIZED: frozenset({Status.AUTHORIZED}),
    Gate.Policy.OPEN_FOR_ANY_VALID: frozenset({Status.AUTHORIZED, Status.UNKNOWN}),
    Gate.Policy.LOG_ONLY: frozenset[Status](),
}


def opens(gate: Gate | None, outcome: Outcome | None, read: PlateRead) -> bool:
    """Return whether the gate's policy lets this read open it."""
    if gate is None or gate.halted or outcome is not Outcome.PASS:
        return False
    fresh = abs(read.received_at - read.captured_at) <= FRESH
    in_time = clock.now() - read.received_at <= FRESH
    return fresh and in_time and read.status in _OPEN_FOR[Gate.Policy(gate.policy)]


def goes_through(gate: Gate | None, outcome: Outcome) -> bool:
    """Return whether a vehicle that may pass does so without a barrier being told."""
    nothing_in_its_way = gate is None or gate.policy == Gate.Policy.LOG_ONLY
    return nothing_in_its_way and outcome is Outcome.PASS


def ask_to_open(gate: Gate, event: GateEvent, who: User | None = None) -> Actuation:
    """Write the pulse down; it is sent once this commits."""
    actuation: Actuation = Actuation.objects.create(
        site_id=gate.site_id, gate=gate, event=event, actuator=gate.actuator, who=who
    )
    transaction.on_commit(partial(actuate, actuation_id=actuation.pk), robust=True)
    return actuation


def actuate(*, actuation_id: int) -> None:
    """Send the pulse, unless that was tried before, or the kill switch has been thrown since."""
    # Taken first, so that of two who would send it one does; whoever dies on it leaves it taken.
    asked = Actuation.objects.filter(pk=actuation_id, state=Actuation.State.ASKED, finished_at=None)
    if not asked.update(finished_at=clock.now()):
        return
    row = Actuation.objects.select_related("gate").get(pk=actuation_id)
    if row.gate is None:
        return
    began = time.monotonic()
    state, failure = (
        (Actuation.State.HALTED, "") if row.gate.halted else _pulse(row.actuator, row.gate)
    )
    Actuation.objects.filter(pk=row.pk).update(
        state=state,
        failure=failure[:LONGEST_REASON],
        finished_at=clock.now(),
        milliseconds=round((time.monotonic() - began) * 1000),
    )


def _pulse(actuator: str, gate: Gate) -> tuple[Actuation.State, str]:
    barrier = Barrier(gate.name, gate.relay_url, gate.relay_secret)
    try:
        actuator_called(actuator).open(barrier)
    except ActuatorError as error:
        logger.warning("⚠️ gate %s did not open: %s", gate, error)
        return Actuation.State.FAILED, str(error)
    return Actuation.State.DONE, ""


def give_up_unsent(now: datetime) -> int:
    """Close the pulses whose process died before or while it sent them: nobody opens that late."""
    unsent = Actuation.objects.filter(state=Actuation.State.ASKED, asked_at__lt=now - 3 * FRESH)
    why = "never sent, or never answered: the process that was to send it ended"
    return int(unsent.update(state=Actuation.State.FAILED, failure=why, finished_at=now))


@transaction.atomic
def open_by_hand(*, event: GateEvent, why: str, who: User) -> GateEvent:
    """Open the event's gate because a person says so, whatever was decided.

    Raises Invalid without a reason, Conflict without a gate, at a gate whose kill switch is set, and
    where the event's barrier was told to open already.
    """
    held: GateEvent = GateEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    gate = _openable(held, why)
    held.opened = held.admitted = True
    held.overridden_by, held.overridden_at = who, clock.now()
    held.overridden_why = " ".join(why.split())[:LONGEST_REASON]
    held.save(
        update_fields=["opened", "admitted", "overridden_by", "overridden_at", "overridden_why"]
    )
    ask_to_open(gate, held, who)
    record(site_id=held.site_id, caller=who, act="vehicles.open_by_hand", subject=held)
    events.publish(held.site_id, "gate-event", "vehicles.view_gateevent", [held.pk])
    return held


@transaction.atomic
def admit_read(*, read: PlateRead, why: str, who: User) -> GateEvent:
    """Open for a vehicle whose read was held, as one too poor to be believed: that is the event.

    A read that belongs to an event opens that one; raises as ``open_by_hand``.
    """
    held: PlateRead = PlateRead.objects.select_for_update(of=("self",)).get(pk=read.pk)
    event = held.event or GateEvent.objects.create(
        site_id=held.site_id,
        gate=held.gate,
        direction=held.direction,
        decision=MANUAL,
        reason=held.reason,
        message=held.alert_message[:LONGEST_REASON],
        plate=held.text,
        key=held.key,
        vehicle=held.vehicle,
        snapshot_id=held.snapshot_id,
        at=held.captured_at,
    )
    PlateRead.objects.filter(pk=held.pk).update(event=event)
    return open_by_hand(event=event, why=why, who=who)


def _openable(event: GateEvent, why: str) -> Gate:
    if not why.strip():
        raise Invalid("Say why.", fields={"why": "Required."})
    if event.opened:
        raise Conflict("The barrier was told to open already.")
    if event.gate is None:
        raise Conflict("This event belongs to no gate.")
    if event.gate.halted:
        raise Conflict("The kill switch of this gate is set.", code="gate-halted")
    return event.gate
