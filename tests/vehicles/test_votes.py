"""Votes of a track: what counts together, when a decision is due, and what may follow it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vehicles.plate_families import Family
from vehicles.plates import read_plate
from vehicles.vote_book import VoteBook
from vehicles.votes import (
    MAX_FRAMES,
    MAX_VARIANTS,
    Ballot,
    Quorum,
    Track,
    Verdict,
    VoteState,
    ballot,
    cast,
)

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WAITING, DECIDE, DECIDED, CORRECTED = VoteState


def vote(text: str, frame: int = 0, confidence: float = 0.9) -> Ballot:
    """A read of the frame taken that many fifths of a second after the start."""
    return ballot(read_plate(text), confidence, START + timedelta(seconds=frame / 5))


def verdicts(votes: list[Ballot], *, needed: int) -> list[Verdict]:
    book = VoteBook(quorum=Quorum(needed))
    return [book.cast(5, one) for one in votes]


def states(texts: list[str], *, needed: int = 2) -> list[tuple[VoteState, str]]:
    """What one track says after each of the texts, one a frame."""
    votes = [vote(text, frame) for frame, text in enumerate(texts)]
    return [(verdict.state, verdict.text) for verdict in verdicts(votes, needed=needed)]


A, B, A_MISREAD = "KA01AB1234", "KA01AB1235", "KAO1AB1234"
SEQUENCES = [
    ("one vote is not two", [A], 2, [(WAITING, A)]),
    ("one is enough for an outside reader", [A], 1, [(DECIDE, A)]),
    ("two agree", [A, A], 2, [(WAITING, A), (DECIDE, A)]),
    ("decided once", [A, A, A], 2, [(WAITING, A), (DECIDE, A), (DECIDED, A)]),
    ("three needed", [A, A, A], 3, [(WAITING, A), (WAITING, A), (DECIDE, A)]),
    ("a neighbour is no vote for it", [A, B], 2, [(WAITING, A), (WAITING, A)]),
    ("the majority of neighbours", [B, A, A], 2, [(WAITING, B), (WAITING, B), (DECIDE, A)]),
    ("a confusion votes along", [A, A_MISREAD], 2, [(WAITING, A), (DECIDE, A)]),
    ("and the legal text stands for both", [A_MISREAD, A], 2, [(WAITING, A_MISREAD), (DECIDE, A)]),
    (
        "many misreads do not outvote a legal one like them",
        [A_MISREAD, A_MISREAD, A],
        3,
        [(WAITING, A_MISREAD), (WAITING, A_MISREAD), (DECIDE, A)],
    ),
    ("another length", ["KA01AB123", A], 2, [(WAITING, "KA01AB123"), (WAITING, "KA01AB123")]),
    ("another family", ["77CD12", "77C012X"], 2, [(WAITING, "77CD12"), (WAITING, "77CD12")]),
    (
        "no text is no vote",
        ["", A, "", A],
        2,
        [(WAITING, ""), (WAITING, A), (WAITING, A), (DECIDE, A)],
    ),
    (
        "overtaken after the decision",
        [A, B, B],
        1,
        [(DECIDE, A), (DECIDED, A), (CORRECTED, B)],
    ),
    (
        "a correction is said once",
        [A, B, B, B],
        1,
        [(DECIDE, A), (DECIDED, A), (CORRECTED, B), (DECIDED, B)],
    ),
    (
        "a legal read mends the text decided on",
        [A_MISREAD, A],
        1,
        [(DECIDE, A_MISREAD), (CORRECTED, A)],
    ),
    (
        "two illegal reads agree: due for review",
        ["C00D", "C00D"],
        2,
        [(WAITING, "C00D"), (DECIDE, "C00D")],
    ),
]


@pytest.mark.parametrize(
    ("label", "texts", "needed", "expected"), SEQUENCES, ids=[row[0] for row in SEQUENCES]
)
def test_sequences(
    label: str, texts: list[str], needed: int, expected: list[tuple[VoteState, str]]
) -> None:
    assert states(texts, needed=needed) == expected


def test_a_frame_votes_once_even_if_it_comes_again_late() -> None:
    book = VoteBook(quorum=Quorum(2))
    for frame in (0, 0, 1, 0):
        verdict = book.cast(5, vote(A if frame == 0 else B, frame))
        assert verdict.state is WAITING


def test_a_tie_goes_to_the_surer_reads() -> None:
    book = VoteBook(quorum=Quorum(2))
    book.cast(5, vote(A, 0, 0.6))
    assert book.cast(5, vote(B, 1, 0.95)).text == B


def test_the_verdict_gives_the_best_confidence_and_all_votes_of_the_group() -> None:
    votes = [vote(A, 0, 0.7), vote(A, 1, 0.95), vote(A_MISREAD, 2, 0.99)]
    last = verdicts(votes, needed=3)[-1]
    assert (last.text, last.confidence, last.votes) == (A, 0.95, 3)


def test_a_correction_still_names_the_text_decided_on() -> None:
    last = verdicts([vote(A, 0), vote(B, 1), vote(B, 2)], needed=1)[-1]
    assert (last.state, last.text, last.decided_text) == (CORRECTED, B, A)


def test_a_misread_belongs_to_the_family_it_would_be_mended_to() -> None:
    assert vote(A_MISREAD).family is Family.STANDARD
    assert not vote(A_MISREAD).legal
    assert vote("C00D").family is None


def test_tracks_do_not_vote_for_each_other() -> None:
    book = VoteBook(quorum=Quorum(2))
    book.cast(5, vote(A, 0))
    assert book.cast(6, vote(A, 1)).state is WAITING


def test_a_tracks_memory_is_bounded() -> None:
    track = Track(last_at=START)
    for frame in range(200):
        track, _ = cast(track, vote(f"KA01AB{frame + 1000}", frame), Quorum(2))
    assert len(track.variants) == MAX_VARIANTS
    assert len(track.frames) == MAX_FRAMES


def test_a_newcomer_can_still_win_in_a_full_track() -> None:
    track = Track(last_at=START)
    texts = [f"KA01AB{number + 1000}" for number in range(MAX_VARIANTS) for _ in range(2)]
    for frame, text in enumerate([*texts, *["MH12XY7777"] * 3]):
        track, verdict = cast(track, vote(text, frame), Quorum(3))
        assert verdict.state is WAITING or (frame, verdict.text) == (66, "MH12XY7777")
    assert track.decided == "MH12XY7777"
