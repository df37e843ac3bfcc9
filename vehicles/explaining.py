"""A decision in words, step by step, for whoever asks why."""

from __future__ import annotations

from vehicles.corrections import Correction
from vehicles.gate_rules import GateDecision, ListHits, Read, SiteRules
from vehicles.plates import PlateReading


def explained(
    read: Read, hits: ListHits, rules: SiteRules, decision: GateDecision
) -> dict[str, str]:
    """Return each step's name and what it found, in the order in which they are taken."""
    return {
        "cleaned": read.plate.text or "nothing left",
        "key": read.plate.key or "none",
        "confidence": _confidence(read, rules),
        "format": _format(read.plate),
        "block_list": _block_list(hits),
        "allow_list": "authorised" if hits.authorisation else "not on it",
        "status": decision.status.value,
        "decision": _verdict(decision),
        "reason": decision.reason.value,
    }


def _confidence(read: Read, rules: SiteRules) -> str:
    above = read.lowest_confidence > rules.threshold
    sign = "above" if above else "not above"
    return f"{read.lowest_confidence:.3g} is {sign} {rules.threshold:.3g}"


def _format(plate: PlateReading) -> str:
    if plate.plate:
        return f"legal, family {plate.plate.family.value}"
    if plate.corrections:
        return "legal only if mended: " + "; ".join(map(_mended, plate.corrections))
    return "not legal"


def _mended(one: Correction) -> str:
    edits = ", ".join(f"{edit.read} to {edit.mended or 'nothing'}" for edit in one.edits)
    return f"{one.plate.text} ({edits})"


def _block_list(hits: ListHits) -> str:
    if not hits.readable:
        return "could not be read"
    certain, possible = hits.blocked.certain, hits.blocked.possible
    if certain:
        return f"blocked: {certain.reason or 'no reason given'}"
    if possible:
        return "possibly blocked: " + ", ".join(entry.plate for entry in possible)
    return "not on it"


def _verdict(decision: GateDecision) -> str:
    if decision.should_trigger_gate_event:
        return "may pass, if the gate's policy lets it"
    return f"held for a person: {decision.alert_message}"
