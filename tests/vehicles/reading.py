"""A few frames of one vehicle read by an engine, voted on and judged, as the consumer does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from streaming.frames import Image
from vehicles.engines.base import OcrEngine
from vehicles.gate_rules import DEFAULT_THRESHOLD, ListHits, Read, SiteRules, decide
from vehicles.plate_lines import find_plate
from vehicles.plate_room import with_room_in_mind
from vehicles.plate_sides import with_sides_in_mind
from vehicles.plates import INDIA, PlateRules, read_plate
from vehicles.vote_book import VoteBook
from vehicles.votes import Quorum, Verdict, VoteState, ballot

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read, and whether a gate with empty lists would call it good enough to pass."""

    text: str = ""
    passes: bool = False


def outcome_of(
    engine: OcrEngine, frames: Iterable[Image], rules: PlateRules = INDIA, *, votes: int = 2
) -> Outcome:
    book, verdict = VoteBook(quorum=Quorum(votes)), None
    for number, frame in enumerate(frames):
        found = find_plate(engine.read(frame), rules)
        if found is not None:
            plate = with_room_in_mind(with_sides_in_mind(found, 0, frame.shape[1]), frame, None)
            vote = ballot(
                plate.reading,
                plate.confidence,
                NOW + timedelta(seconds=number),
                figures=plate.figures,
                threshold=DEFAULT_THRESHOLD,
                half=plate.half,
            )
            verdict = book.cast(1, vote)
    return _judged(verdict, rules) if verdict else Outcome()


def _judged(verdict: Verdict, rules: PlateRules) -> Outcome:
    settled = verdict.state is not VoteState.WAITING and not verdict.half
    read = Read(read_plate(verdict.text, rules), verdict.mean_confidence, verdict.figures, settled)
    decision = decide(read, ListHits(), SiteRules(), now=NOW)
    return Outcome(verdict.text, decision.should_trigger_gate_event)
