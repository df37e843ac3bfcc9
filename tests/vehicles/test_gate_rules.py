"""The decision table, row by row and where rows meet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from vehicles.authorisation import Authorisation, parse_hours
from vehicles.block_matching import BlockEntry, BlockMatch
from vehicles.gate_rules import (
    GateDecision,
    Layer,
    ListHits,
    Read,
    Reason,
    SiteRules,
    Status,
    decide,
)
from vehicles.plates import PlateRules, RuleMode, read_plate

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SITE = SiteRules()

NOWHERE = BlockMatch()
STOLEN = BlockMatch(certain=BlockEntry("KA01AB1234", "KA01AB1234", "Stolen vehicle"))
NEAR = BlockMatch(possible=(BlockEntry("KA01A81234", "KA01A81234"),))
BOTH = BlockMatch(STOLEN.certain, NEAR.possible)
ALLOWED = Authorisation()
EXPIRED = Authorisation(valid_until=NOW - HOUR)
EARLY = Authorisation(valid_from=NOW + HOUR)
NIGHT_ONLY = Authorisation(hours=parse_hours("22:00-06:00"))


@dataclass(frozen=True)
class Row:
    """One situation and its answer; `alert` are words the alert must hold, in this order."""

    label: str
    status: str
    valid: bool
    event: bool
    reason: Reason
    layer: Layer | None
    alert: tuple[str, ...] = ()
    text: str = "KA 01 AB 1234"
    confidence: float = 0.92
    characters: tuple[float, ...] = ()
    blocked: BlockMatch = NOWHERE
    authorisation: Authorisation | None = None
    readable: bool = True

    def decide(self) -> GateDecision:
        read = Read(read_plate(self.text), self.confidence, self.characters)
        hits = ListHits(self.blocked, self.authorisation, self.readable)
        return decide(read, hits, SITE, now=NOW)


U, A, B = "UNKNOWN", "AUTHORIZED", "BLOCKED"
CONF, FORM, LIST = Layer.CONFIDENCE, Layer.FORMAT, Layer.LIST
LOW, OFF = Reason.LOW_CONFIDENCE, Reason.OUTSIDE_HOURS
MAYBE, DOWN = Reason.POSSIBLY_BLOCKED, Reason.LISTS_UNREADABLE
ILLEGAL, MENDED, OLD = Reason.ILLEGAL_FORMAT, Reason.MENDED, Reason.OLD_FORM
SPOTS = ("KA01AB1234", "Stolen vehicle")
ONLY = ("authorised", "outside its hours")

ROWS = [
    Row("passed, on no list", U, True, True, Reason.PASSED, None),
    Row("authorised", A, True, True, Reason.AUTHORIZED, None, authorisation=ALLOWED),
    Row("expired", A, True, False, Reason.EXPIRED, LIST, ("ended",), authorisation=EXPIRED),
    Row("too early", A, True, False, Reason.NOT_YET_VALID, LIST, ("begun",), authorisation=EARLY),
    Row("outside its hours", A, True, False, OFF, LIST, ONLY, authorisation=NIGHT_ONLY),
    Row("blocked", B, False, False, Reason.BLOCKED, LIST, SPOTS, blocked=STOLEN),
    Row("possible", U, False, False, MAYBE, LIST, ("possible", "KA01A81234"), blocked=NEAR),
    Row("low confidence", U, False, False, LOW, CONF, ("0.6", "0.85"), confidence=0.6),
    Row("at the threshold", U, False, False, LOW, CONF, ("0.85",), confidence=0.85),
    Row("just above it", U, True, True, Reason.PASSED, None, confidence=0.850001),
    Row("illegal", U, False, False, ILLEGAL, FORM, ("no legal",), text="ZZ99QQ0000"),
    Row("mended", U, False, False, MENDED, FORM, ("KAO1", "KA01"), text="KAO1AB1234"),
    Row("half a plate", U, False, False, ILLEGAL, FORM, ("no legal",), text="KA51"),
    Row("half a plate, authorised", U, False, False, ILLEGAL, FORM, text="KA51", authorisation=ALLOWED),
    Row("before 1989, or lettering", U, False, False, OLD, FORM, ("1989",), text="LPT 1613"),
    Row(
        "before 1989, authorised", A, True, True, Reason.AUTHORIZED, None,
        text="MMC 8259", authorisation=ALLOWED,
    ),
    Row(
        "before 1989, outside its hours", A, True, False, OFF, LIST, ONLY,
        text="MMC 8259", authorisation=NIGHT_ONLY,
    ),
    Row("no text", U, False, False, Reason.NO_TEXT, FORM, ("no plate text",), text=" -"),
    Row("lists unreadable", U, False, False, DOWN, LIST, ("not be read",), readable=False),
    # where rows meet
    Row(
        "blocked, low confidence", B, False, False, Reason.BLOCKED, LIST, (*SPOTS, "confidence"),
        confidence=0.3, blocked=STOLEN,
    ),
    Row(
        "blocked, illegal", B, False, False, Reason.BLOCKED, LIST, ("Stolen", "no legal plate"),
        text="B MW 1234 E", blocked=STOLEN,
    ),
    Row("blocked, mended", B, False, False, Reason.BLOCKED, LIST, text="KAO1AB1234", blocked=STOLEN),
    Row(
        "blocked and authorised", B, False, False, Reason.BLOCKED, LIST, SPOTS,
        blocked=STOLEN, authorisation=ALLOWED,
    ),
    Row(
        "blocked, outside its hours", B, False, False, Reason.BLOCKED, LIST, SPOTS,
        blocked=STOLEN, authorisation=NIGHT_ONLY,
    ),
    Row(
        "blocked, the other list unreadable", B, False, False, Reason.BLOCKED, LIST,
        ("Stolen", "not be read"), blocked=STOLEN, readable=False,
    ),
    Row(
        "certain and possible", B, False, False, Reason.BLOCKED, LIST, ("Stolen", "possible"),
        blocked=BOTH,
    ),
    Row(
        "blocked, all else wrong", B, False, False, Reason.BLOCKED, LIST,
        ("Stolen", "not be read", "confidence", "no legal plate"),
        text="??ZZ99", confidence=0.1, blocked=STOLEN, readable=False,
    ),
    Row(
        "possible and authorised", A, False, False, MAYBE, LIST, ("possible",),
        blocked=NEAR, authorisation=ALLOWED,
    ),
    Row(
        "possible, authorised, outside its hours", A, False, False, MAYBE, LIST,
        ("possible", "outside its hours"), blocked=NEAR, authorisation=NIGHT_ONLY,
    ),
    Row(
        "possible, low confidence", U, False, False, MAYBE, LIST, ("possible", "confidence"),
        confidence=0.5, blocked=NEAR, authorisation=ALLOWED,
    ),
    Row(
        "possible, mended", U, False, False, MAYBE, LIST, ("possible", "mended"),
        text="KAO1A81234", blocked=NEAR,
    ),
    Row(
        "possible, lists unreadable", U, False, False, MAYBE, LIST, ("possible", "not be read"),
        blocked=NEAR, readable=False, authorisation=ALLOWED,
    ),
    Row(
        "low confidence and illegal", U, False, False, LOW, CONF, ("confidence", "no legal"),
        confidence=0.5, text="C00D",
    ),
    Row("low confidence, authorised", U, False, False, LOW, CONF, confidence=0.5, authorisation=ALLOWED),
    Row(
        "low confidence, authorised, outside its hours", U, False, False, LOW, CONF,
        ("confidence", "outside its hours"), confidence=0.5, authorisation=NIGHT_ONLY,
    ),
    Row("illegal, authorised", U, False, False, ILLEGAL, FORM, text="AB12CDE", authorisation=ALLOWED),
    Row("mended, authorised", U, False, False, MENDED, FORM, text="KAO1AB1234", authorisation=ALLOWED),
    Row(
        "authorised, lists unreadable", U, False, False, DOWN, LIST, ("not be read",),
        authorisation=ALLOWED, readable=False,
    ),
    Row(
        "lists unreadable, low confidence", U, False, False, DOWN, LIST, ("not be read", "confidence"),
        confidence=0.5, readable=False,
    ),
    Row("the lowest character counts", U, False, False, LOW, CONF, ("0.41",), characters=(0.99, 0.41)),
    Row("every character is good", U, True, True, Reason.PASSED, None, characters=(0.99, 0.9)),
    Row(
        "good characters do not lift a poor whole", U, False, False, LOW, CONF,
        confidence=0.5, characters=(0.99, 0.9),
    ),
    Row("confidence in per cent", U, False, False, LOW, CONF, confidence=92.0),
    Row("negative confidence", U, False, False, LOW, CONF, confidence=-1.0),
    Row("confidence is no number", U, False, False, LOW, CONF, confidence=math.nan),
    Row("a character's is no number", U, False, False, LOW, CONF, characters=(0.99, math.nan)),
    Row("certainty", U, True, True, Reason.PASSED, None, confidence=1.0),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_the_decision(row: Row) -> None:
    decision = row.decide()
    assert decision.status == row.status
    assert decision.valid is row.valid
    assert decision.should_trigger_gate_event is row.event
    assert decision.requires_manual_review is not row.event
    assert decision.reason is row.reason
    assert decision.layer is row.layer


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_the_alert_says_all_that_speaks_against_the_read(row: Row) -> None:
    message = row.decide().alert_message
    assert (message is None) is row.event
    places = [(message or "").find(words) for words in row.alert]
    assert -1 not in places
    assert places == sorted(places)


def test_the_specifications_example() -> None:
    decision = decide(Read(read_plate("KA 01 AB 1234"), 0.92), ListHits(), SITE, now=NOW)
    assert decision == GateDecision(
        valid=True,
        plate_number="KA01AB1234",
        plate_key="KA01AB1234",
        confidence=0.92,
        status=Status.UNKNOWN,
        reason=Reason.PASSED,
        layer=None,
        should_trigger_gate_event=True,
        requires_manual_review=False,
        alert_message=None,
    )


def test_the_plate_is_the_text_as_read_and_the_mending_stands_beside_it() -> None:
    decision = decide(Read(read_plate("KAO1EK171"), 0.92), ListHits(), SITE, now=NOW)
    assert (decision.plate_number, decision.plate_key) == ("KAO1EK171", "KAO1EK171")
    assert [one.plate.key for one in decision.corrections] == ["KA01EK0171"]


def test_the_confidence_given_back_is_the_one_that_counted() -> None:
    read = Read(read_plate("KA01AB1234"), 0.97, (0.99, 0.88))
    assert decide(read, ListHits(), SITE, now=NOW).confidence == 0.88


def test_each_site_has_its_own_threshold() -> None:
    read = Read(read_plate("KA01AB1234"), 0.92)
    assert not decide(read, ListHits(), SiteRules(threshold=0.95), now=NOW).valid
    assert decide(read, ListHits(), SiteRules(threshold=0.5), now=NOW).valid


def test_strict_rules_send_other_indian_families_to_review() -> None:
    reading = read_plate("DL1CAB1234", PlateRules(RuleMode.STRICT))
    decision = decide(Read(reading, 0.99), ListHits(), SITE, now=NOW)
    assert (decision.reason, decision.layer) == (Reason.ILLEGAL_FORMAT, Layer.FORMAT)
