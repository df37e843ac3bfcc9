"""What follows from a decision: the event, the alert, the pulse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from factory.alerts import events
from vehicles import selectors
from vehicles.models import Gate, GateEvent, PlateRead
from vehicles.models.lists import LONGEST_REASON
from vehicles.models.reads import LONGEST_MESSAGE
from vehicles.repeats import Outcome, repeated
from vehicles.services.alarming import alarm
from vehicles.services.judging import Judgement
from vehicles.services.opening import ask_to_open, goes_through, shut_because
from vehicles.services.picturing import ask_for_picture

ANSWER = (
    *("key", "valid", "status", "reason", "layer", "counted_confidence", "threshold"),
    *("should_trigger_gate_event", "requires_manual_review", "alert_message"),
    *("gate", "direction", "vehicle_id", "event", "fired"),
)
"""The fields of a read that ``conclude`` fills in; the caller saves them in the same transaction."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a read comes to: the event it makes, if it does, and what is to follow once that is stored."""

    gate: Gate | None = None
    outcome: Outcome | None = None
    event: GateEvent | None = None
    cooldown: timedelta = timedelta()

    def follow(self, read: PlateRead) -> None:
        """Tell the barrier, the guards and the pages; in the transaction that stored the event."""
        event = self.event
        if event is None:
            return
        if self.gate is not None and event.opened:
            ask_to_open(self.gate, event)
        if self.outcome is not None:
            alarm(event, self.outcome, read, self.cooldown)
        ask_for_picture(read, event)
        events.publish(read.site_id, "gate-event", "vehicles.view_gateevent", [event.pk])


def conclude(read: PlateRead, judgement: Judgement) -> Conclusion:
    """Fill in the answer and return what follows from it, once for each vehicle that calls.

    The caller stores the event and then the read, and has the conclusion follow.
    """
    gate = selectors.hold_place(read.camera_id) if read.camera_id else None
    _answer(read, judgement, gate)
    outcome = judgement.outcome
    past = selectors.earlier_events(read, gate, judgement.settings.cooldown)
    before = repeated(outcome, read.key, past)
    if before is not None:
        read.event_id = before.event_id
        return Conclusion()
    if outcome is None:
        return Conclusion()
    read.fired = True
    event = _event(read, outcome, gate)
    return Conclusion(gate, outcome, event, judgement.settings.cooldown)


def _answer(read: PlateRead, judgement: Judgement, gate: Gate | None) -> None:
    decision = judgement.decision
    read.key, read.valid = decision.plate_key, decision.valid
    read.status, read.reason = decision.status.value, decision.reason.value
    read.layer = decision.layer.value if decision.layer else ""
    read.counted_confidence, read.threshold = decision.confidence, judgement.settings.threshold
    read.should_trigger_gate_event = decision.should_trigger_gate_event
    read.requires_manual_review = decision.requires_manual_review
    read.alert_message = (decision.alert_message or "")[:LONGEST_MESSAGE]
    read.vehicle_id, read.gate = judgement.vehicle_id, gate
    if gate is not None and gate.direction != "none":
        read.direction = gate.direction


def _event(read: PlateRead, outcome: Outcome, gate: Gate | None) -> GateEvent:
    barred = gate is not None and gate.policy != Gate.Policy.LOG_ONLY and outcome is Outcome.PASS
    shut = shut_because(gate, read) if gate is not None and barred else ""
    opened = barred and not shut
    return GateEvent(
        site_id=read.site_id,
        gate=gate,
        direction=read.direction,
        decision=outcome.value,
        reason=read.reason,
        message=(read.alert_message or (shut and f"stayed shut: {shut}"))[:LONGEST_REASON],
        plate=read.text,
        key=read.key,
        vehicle_id=read.vehicle_id,
        snapshot_id=read.snapshot_id,
        opened=opened,
        admitted=opened or goes_through(gate, outcome, read.direction),
        at=read.captured_at,
    )
