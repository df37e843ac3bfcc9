"""The gate's decision on one plate read: confidence, format and lists become one answer.

The table is that of the design: a block-list hit stands whatever the other layers say, a list that
cannot be read fails closed, and only a read with no finding against it becomes a gate event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from vehicles.authorisation import Authorisation, Standing
from vehicles.block_matching import BlockMatch
from vehicles.corrections import Correction
from vehicles.plate_families import Family
from vehicles.plates import PlateReading

DEFAULT_THRESHOLD = 0.85


class Status(StrEnum):
    UNKNOWN = "UNKNOWN"
    AUTHORIZED = "AUTHORIZED"
    BLOCKED = "BLOCKED"


class Layer(StrEnum):
    CONFIDENCE = "confidence"
    FORMAT = "format"
    LIST = "list"


class Reason(StrEnum):
    PASSED = "passed"
    AUTHORIZED = "authorized"
    BLOCKED = "blocked"
    POSSIBLY_BLOCKED = "possibly_blocked"
    LISTS_UNREADABLE = "lists_unreadable"
    LOW_CONFIDENCE = "low_confidence"
    TOO_FEW_VOTES = "too_few_votes"
    WRONG_TIME = "wrong_time"
    NO_TEXT = "no_text"
    ILLEGAL_FORMAT = "illegal_format"
    MENDED = "mended"
    OLD_FORM = "old_form"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    OUTSIDE_HOURS = "outside_hours"


# These keep an authorised vehicle waiting; its read is sound all the same.
_OF_AUTHORISATION = {
    Standing.NOT_YET_VALID: (Reason.NOT_YET_VALID, "its authorisation has not begun"),
    Standing.EXPIRED: (Reason.EXPIRED, "its authorisation has ended"),
    Standing.OUTSIDE_HOURS: (Reason.OUTSIDE_HOURS, "it is outside its hours"),
}
_SOUND = frozenset(reason for reason, _ in _OF_AUTHORISATION.values())


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and how sure its producer was, 0 to 1, overall and for each character if known.

    `settled` is false for the best read of a track that went away before its votes sufficed, and for
    one line of what may be a plate of two. `timely` is false where it came with a time that cannot be.
    """

    plate: PlateReading
    confidence: float
    character_confidences: tuple[float, ...] = ()
    settled: bool = True
    timely: bool = True

    @property
    def lowest_confidence(self) -> float:
        """The figure that counts: a mean hides the one bad character. 0 for what is no figure."""
        figures = (self.confidence, *self.character_confidences)
        return min(figures) if all(0 <= figure <= 1 for figure in figures) else 0.0


@dataclass(frozen=True, slots=True)
class ListHits:
    """What the lists said of a read; `readable` is false where any of them could not be asked."""

    blocked: BlockMatch = field(default_factory=BlockMatch)
    authorisation: Authorisation | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class SiteRules:
    """A read must be strictly above `threshold`; hours are those of `zone`."""

    threshold: float = DEFAULT_THRESHOLD
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class GateDecision:
    """`layer` is the one that stopped the read, None if none did; `alert_message` says all of it.

    `confidence` is the figure held against the threshold, `plate_number` the cleaned text as read.
    """

    valid: bool
    plate_number: str
    plate_key: str
    confidence: float
    status: Status
    reason: Reason
    layer: Layer | None
    should_trigger_gate_event: bool
    requires_manual_review: bool
    alert_message: str | None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class _Finding:
    reason: Reason
    layer: Layer
    message: str


def decide(read: Read, hits: ListHits, rules: SiteRules, *, now: datetime) -> GateDecision:
    """The answer to one read at `now`; ValueError where an authorisation meets a naive time."""
    findings = tuple(_findings(read, hits, rules, now))
    status = _status(findings, hits)
    first = findings[0] if findings else None
    return GateDecision(
        valid=all(finding.reason in _SOUND for finding in findings),
        plate_number=read.plate.text,
        plate_key=read.plate.key,
        confidence=read.lowest_confidence,
        status=status,
        reason=first.reason if first else _PASSED[status],
        layer=first.layer if first else None,
        should_trigger_gate_event=not findings,
        requires_manual_review=bool(findings),
        alert_message="; ".join(finding.message for finding in findings) or None,
        corrections=read.plate.corrections,
    )


_PASSED = {Status.UNKNOWN: Reason.PASSED, Status.AUTHORIZED: Reason.AUTHORIZED}
_ABOUT_THE_READ = frozenset(Reason) - _SOUND - {Reason.POSSIBLY_BLOCKED}


def _status(findings: tuple[_Finding, ...], hits: ListHits) -> Status:
    reasons = {finding.reason for finding in findings}
    if Reason.BLOCKED in reasons:
        return Status.BLOCKED
    listed = hits.authorisation is not None and not reasons & _ABOUT_THE_READ
    return Status.AUTHORIZED if listed else Status.UNKNOWN


def _findings(read: Read, hits: ListHits, rules: SiteRules, now: datetime) -> Iterator[_Finding]:
    """All that speaks against the read, the gravest first."""
    yield from _of_block_list(read.plate, hits)
    yield from _of_confidence(read, rules.threshold)
    yield from _of_format(read.plate, hits.authorisation)
    yield from _of_authorisation(hits.authorisation, rules.zone, now)


def _of_block_list(plate: PlateReading, hits: ListHits) -> Iterator[_Finding]:
    if (certain := hits.blocked.certain) is not None:
        because = f": {certain.reason}" if certain.reason else ""
        yield _Finding(Reason.BLOCKED, Layer.LIST, f"blocked vehicle {certain.plate}{because}")
    if hits.blocked.possible:
        plates = ", ".join(entry.plate for entry in hits.blocked.possible)
        message = f"possible blocked vehicle: {plate.text} was read, {plates} is blocked"
        yield _Finding(Reason.POSSIBLY_BLOCKED, Layer.LIST, message)
    if not hits.readable:
        message = "the vehicle lists could not be read"
        yield _Finding(Reason.LISTS_UNREADABLE, Layer.LIST, message)


def _of_confidence(read: Read, threshold: float) -> Iterator[_Finding]:
    if not read.lowest_confidence > threshold:
        message = f"confidence {read.lowest_confidence:.3g} is not above {threshold:.3g}"
        yield _Finding(Reason.LOW_CONFIDENCE, Layer.CONFIDENCE, message)
    if not read.settled:
        message = "too few frames agree on the whole of it"
        yield _Finding(Reason.TOO_FEW_VOTES, Layer.CONFIDENCE, message)
    if not read.timely:
        message = "the clock of its sender is wrong"
        yield _Finding(Reason.WRONG_TIME, Layer.CONFIDENCE, message)


def _of_format(plate: PlateReading, authorisation: Authorisation | None) -> Iterator[_Finding]:
    if not plate.text:
        yield _Finding(Reason.NO_TEXT, Layer.FORMAT, "no plate text was read")
    elif plate.plate is None and plate.corrections:
        likely = plate.corrections[0].plate.text
        message = f"{plate.text} is legal only if mended, for example to {likely}"
        yield _Finding(Reason.MENDED, Layer.FORMAT, message)
    elif plate.plate is None:
        yield _Finding(Reason.ILLEGAL_FORMAT, Layer.FORMAT, f"{plate.text} is no legal plate")
    elif plate.plate.family is Family.PRE_1989 and authorisation is None:
        # Three letters and a number are also a bus line, a firm's name, and half of DL1C AB1234.
        message = f"{plate.text} has a form of before 1989, which lettering has too"
        yield _Finding(Reason.OLD_FORM, Layer.FORMAT, message)


def _of_authorisation(
    authorisation: Authorisation | None, zone: tzinfo, now: datetime
) -> Iterator[_Finding]:
    standing = authorisation.standing(now, zone) if authorisation else Standing.CURRENT
    if standing is not Standing.CURRENT:
        reason, message = _OF_AUTHORISATION[standing]
        yield _Finding(reason, Layer.LIST, f"the vehicle is authorised, but {message}")
