"""What statuses, decisions and reasons are called in the admin, and how good each is."""

from __future__ import annotations

from factory.sites.desk import Tone
from vehicles.gate_rules import Reason
from vehicles.models import GateEvent, Vehicle

TONES: dict[str, Tone] = {
    Vehicle.Status.AUTHORIZED: Tone.GOOD,
    Vehicle.Status.BLOCKED: Tone.BAD,
    Vehicle.Status.UNKNOWN: Tone.PLAIN,
    GateEvent.Decision.PASS: Tone.GOOD,
    GateEvent.Decision.EXCEPTION: Tone.WARN,
    GateEvent.Decision.POSSIBLE: Tone.WARN,
    GateEvent.Decision.BLOCKED: Tone.BAD,
    GateEvent.Decision.MANUAL: Tone.PLAIN,
}
WORDS: dict[str, str] = {
    Reason.PASSED: "all layers passed, on no list",
    Reason.AUTHORIZED: "authorised, within its hours",
    Reason.BLOCKED: "on the block list",
    Reason.POSSIBLY_BLOCKED: "one misread away from a blocked plate, or half of it",
    Reason.LISTS_UNREADABLE: "the lists could not be read",
    Reason.LOW_CONFIDENCE: "read too unsurely",
    Reason.TOO_FEW_VOTES: "too few frames agree",
    Reason.WRONG_TIME: "the clock of its sender is wrong",
    Reason.NO_TEXT: "no plate could be read",
    Reason.ILLEGAL_FORMAT: "no legal plate",
    Reason.MENDED: "legal only if a misread is mended",
    Reason.OLD_FORM: "a form of before 1989, and not authorised",
    Reason.NOT_YET_VALID: "authorised, but not yet",
    Reason.EXPIRED: "authorisation has ended",
    Reason.OUTSIDE_HOURS: "authorised, outside its hours",
    "seen_leaving": "seen leaving by a guard",
}


def in_words(reason: str) -> str:
    """Return a reason's words; its own name where it has none."""
    return WORDS.get(reason, reason.replace("_", " "))
