"""What follows from a decision: the event, the alert, the pulse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from factory.alerts import events
from vehicles.models import Gate, GateEvent, PlateRead
from vehicles.models.lists import LONGEST_REASON
from vehicles.models.reads import LONGEST_MESSAGE
from vehicles.repeats import Outcome, repeated
from vehicles.selectors import Place
from vehicles.services.alarming import ALARMING, alarm
from vehicles.services.judging import Judgement, judge_again
from vehicles.services.opening import ask_to_open, goes_through, shut_because
from vehicles.services.picturing import ask_for_picture

ANSWER = (
    *("key", "valid", "status", "reason", "layer", "counted_confidence", "threshold"),
    *("should_trigger_gate_event", "requires_manual_review", "alert_message"),
    *("gate", "direction", "vehicle_id", "event", "fired"),
)
"""The fields of a read that these fill in; the caller saves them in the same transaction."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a read comes to: the event it makes, if it does, and what is to follow once that is stored.

    ``version`` is that of the place as it was seen, where it is not held.
    """

    gate: Gate | None = None
    outcome: Outcome | None = None
    event: GateEvent | None = None
    cooldown: timedelta = timedelta()
    version: str = ""

    @property
    def opens(self) -> bool:
        return self.event is not None and self.event.opened

    @property
    def more_is_written(self) -> bool:
        """A pulse or an alert is a row beside the event's, for one transaction with it."""
        return self.opens or (self.event is not None and self.outcome in ALARMING)

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


def conclude(read: PlateRead, judgement: Judgement, place: Place) -> Conclusion:
    """Answer a read and return what follows from that, once for each vehicle that calls.

    One that would open has its lists asked once more, last of all before it is written: whoever was
    blocked meanwhile does not drive in. The caller stores the event and then the read, and has the
    conclusion follow.
    """
    conclusion = _concluded(read, judgement, place)
    if not conclusion.opens:
        return conclusion
    again = judge_again(judgement, read)
    return conclusion if again == judgement else _concluded(read, again, place)


def _concluded(read: PlateRead, judgement: Judgement, place: Place) -> Conclusion:
    """Write the answer and the place into the row; nothing is stored yet."""
    _answer(read, judgement)
    gate, outcome = place.gate, judgement.outcome
    read.gate, read.event, read.fired = gate, None, False
    if gate is not None and gate.direction != "none":
        read.direction = gate.direction
    shut = _shut_because(read, outcome, gate)
    named = judgement.listed.hits.blocked.possible
    legal = judgement.asked.plate.plate is not None
    before = repeated(outcome, read.key, place.earlier, opens=shut == "", named=named, legal=legal)
    if before is not None:
        read.event_id = before.event_id
    if before is not None or outcome is None:
        return Conclusion()
    read.fired = True
    event = _event(read, outcome, gate, shut)
    return Conclusion(gate, outcome, event, judgement.settings.cooldown, place.version)


def _answer(read: PlateRead, judgement: Judgement) -> None:
    """Write the decision into the row."""
    decision = judgement.decision
    read.key, read.valid = decision.plate_key, decision.valid
    read.status, read.reason = decision.status.value, decision.reason.value
    read.layer = decision.layer.value if decision.layer else ""
    read.counted_confidence, read.threshold = decision.confidence, judgement.settings.threshold
    read.should_trigger_gate_event = decision.should_trigger_gate_event
    read.requires_manual_review = decision.requires_manual_review
    read.alert_message = (decision.alert_message or "")[:LONGEST_MESSAGE]
    read.vehicle_id = judgement.vehicle_id


def _shut_because(read: PlateRead, outcome: Outcome | None, gate: Gate | None) -> str | None:
    """Return why its barrier stays shut, "" where it opens, None where none waits for this answer."""
    if gate is None or gate.policy == Gate.Policy.LOG_ONLY or outcome is not Outcome.PASS:
        return None
    return shut_because(gate, read)


def _event(read: PlateRead, outcome: Outcome, gate: Gate | None, shut: str | None) -> GateEvent:
    return GateEvent(
        site_id=read.site_id,
        gate=gate,
        direction=read.direction,
        decision=outcome.value,
        reason=read.reason,
        message=(read.alert_message or (f"stayed shut: {shut}" if shut else ""))[:LONGEST_REASON],
        plate=read.text,
        key=read.key,
        vehicle_id=read.vehicle_id,
        snapshot_id=read.snapshot_id,
        opened=shut == "",
        admitted=shut == "" or goes_through(gate, outcome, read.direction),
        at=read.captured_at,
    )
