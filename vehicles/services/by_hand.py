"""Opening for a vehicle because a person says so, and says why."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from factory.alerts import events
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from vehicles.models import Actuation, Gate, GateEvent, PlateRead
from vehicles.models.lists import LONGEST_REASON
from vehicles.repeats import MANUAL
from vehicles.services.opening import ask_to_open

AT_THE_GATE = timedelta(hours=1)
"""A vehicle that waits for a person waits no longer; a barrier is not opened for one that has gone."""


@transaction.atomic
def open_by_hand(*, event: GateEvent, why: str, who: User) -> GateEvent:
    """Open the event's gate because a person says so, whatever was decided.

    Raises Invalid without a reason, and Conflict for an event of long ago, without a gate, at a gate
    whose kill switch is set, and where the event's barrier was told to open already, unless it did not
    answer.
    """
    held: GateEvent = GateEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if clock.now() - held.at > AT_THE_GATE:
        raise Conflict("This event is too old: its vehicle is not at the gate any more.")
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

    The event is of now, when the barrier opens. A read that belongs to an event opens that one; raises
    as ``open_by_hand``, and Conflict for a read whose vehicle has long gone.
    """
    held: PlateRead = PlateRead.objects.select_for_update(of=("self",)).get(pk=read.pk)
    if clock.now() - held.captured_at > AT_THE_GATE:
        raise Conflict("This read is too old: its vehicle is not at the gate any more.")
    said = held.reviews.exclude(plate="").last()
    event = held.event or GateEvent.objects.create(
        site_id=held.site_id,
        gate=held.gate,
        direction=held.direction,
        decision=MANUAL,
        reason=held.reason,
        message=held.alert_message[:LONGEST_REASON],
        plate=said.plate if said else held.text,
        key=said.key if said else held.key,
        vehicle=held.vehicle,
        snapshot_id=held.snapshot_id,
        at=clock.now(),
    )
    PlateRead.objects.filter(pk=held.pk).update(event=event)
    return open_by_hand(event=event, why=why, who=who)


def _failed(event: GateEvent) -> bool:
    """Return whether no pulse of the event reached its barrier, so that a person may try again."""
    unsent = (Actuation.State.FAILED, Actuation.State.HALTED)
    return not event.actuations.exclude(state__in=unsent).exists()


def _openable(event: GateEvent, why: str) -> Gate:
    if not why.strip():
        raise Invalid("Say why.", fields={"why": "Required."})
    if event.opened and not _failed(event):
        raise Conflict("The barrier was told to open already.")
    if event.gate is None:
        raise Conflict("This event belongs to no gate.")
    if event.gate.halted:
        raise Conflict("The kill switch of this gate is set.", code="gate-halted")
    return event.gate
