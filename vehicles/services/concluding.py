"""What follows from a decision: the event, the alert, the pulse; called inside a transaction."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction

from factory.alerts import events
from factory.alerts.models import Severity
from factory.alerts.services import raise_alert
from vehicles import selectors
from vehicles.models import Gate, GateEvent, PlateRead
from vehicles.models.lists import LONGEST_REASON
from vehicles.models.reads import LONGEST_MESSAGE
from vehicles.repeats import Outcome, repeated
from vehicles.services.judging import Judgement
from vehicles.services.opening import ask_to_open, opens

logger = logging.getLogger(__name__)
ANSWER = (
    *("key", "valid", "status", "reason", "layer", "counted_confidence", "threshold"),
    *("should_trigger_gate_event", "requires_manual_review", "alert_message"),
    *("gate", "direction", "vehicle", "event", "fired"),
)
"""The fields of a read that ``conclude`` fills in; the caller saves them in the same transaction."""

_ALERTS = {
    Outcome.BLOCKED: ("blocked-vehicle", Severity.CRITICAL, logging.ERROR, "❌"),
    Outcome.POSSIBLE: ("possible-blocked-vehicle", Severity.WARNING, logging.WARNING, "⚠️"),
}


def conclude(read: PlateRead, judgement: Judgement) -> None:
    """Fill in the answer and write what else follows from it, once for each vehicle that calls."""
    gate = selectors.hold_place(read.camera_id) if read.camera_id else None
    _answer(read, judgement, gate)
    outcome = judgement.outcome
    past = selectors.earlier_events(read, gate, judgement.settings.cooldown)
    before = repeated(outcome, read.key, past)
    if before is not None:
        read.event_id = before.event_id
    elif outcome is not None:
        read.event, read.fired = _fire(read, outcome, gate), True
        events.publish(read.site_id, "gate-event", "vehicles.view_gateevent", [read.event.pk])


def _answer(read: PlateRead, judgement: Judgement, gate: Gate | None) -> None:
    decision = judgement.decision
    read.key, read.valid = decision.plate_key, decision.valid
    read.status, read.reason = decision.status.value, decision.reason.value
    read.layer = decision.layer.value if decision.layer else ""
    read.counted_confidence, read.threshold = decision.confidence, judgement.settings.threshold
    read.should_trigger_gate_event = decision.should_trigger_gate_event
    read.requires_manual_review = decision.requires_manual_review
    read.alert_message = (decision.alert_message or "")[:LONGEST_MESSAGE]
    read.vehicle, read.gate = judgement.vehicle, gate
    if gate is not None and gate.direction != "none":
        read.direction = gate.direction


def _fire(read: PlateRead, outcome: Outcome, gate: Gate | None) -> GateEvent:
    event: GateEvent = GateEvent.objects.create(
        site_id=read.site_id,
        gate=gate,
        direction=read.direction,
        decision=outcome.value,
        reason=read.reason,
        message=read.alert_message[:LONGEST_REASON],
        plate=read.text,
        key=read.key,
        vehicle=read.vehicle,
        snapshot_id=read.snapshot_id,
        opened=opens(gate, outcome, read),
        at=read.captured_at,
    )
    if gate is not None and event.opened:
        ask_to_open(gate, event)
    if outcome in _ALERTS:
        _alert(event, outcome, read)
    return event


def _alert(event: GateEvent, outcome: Outcome, read: PlateRead) -> None:
    kind, severity, level, mark = _ALERTS[outcome]
    text = f"{event.gate}: {event.message}" if event.gate else event.message
    # Without a camera every read is an event; one open alert with a count is enough for those.
    subject = f"event:{event.pk}" if read.camera_id else f"vehicle:{event.vehicle_id}"
    raise_alert(
        site_id=event.site_id,
        kind=kind,
        text=text,
        dedup_key=f"{kind}:{subject}",
        severity=severity,
        subject=event,
        detail={"vehicle": event.vehicle_id, "gate": event.gate_id, "event": event.pk},
    )
    transaction.on_commit(partial(logger.log, level, "%s %s", mark, text))
