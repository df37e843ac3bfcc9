"""The book of tracks: bounded, forgetful by age, and silent about nothing it forgets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vehicles.plates import read_plate
from vehicles.vote_book import VoteBook
from vehicles.votes import Quorum, VoteState, ballot

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLATE = "KA01AB1234"


def cast(book: VoteBook, track_id: int, at: datetime, text: str = PLATE) -> VoteState:
    return book.cast(track_id, ballot(read_plate(text), 0.9, at)).state


def test_a_parked_vehicle_decides_once_however_long_it_stays() -> None:
    book = VoteBook(quorum=Quorum(2), max_age=5 * MINUTE)
    states = [cast(book, 5, START + minute * MINUTE) for minute in range(600)]
    assert states.count(VoteState.DECIDE) == 1


def test_a_track_not_read_for_long_is_forgotten() -> None:
    book = VoteBook(quorum=Quorum(1), max_age=5 * MINUTE)
    cast(book, 5, START)
    assert book.forget(START + 5 * MINUTE) == ()
    assert len(book) == 1
    assert book.forget(START + 5 * MINUTE + timedelta(seconds=1)) == ()
    assert len(book) == 0


def test_a_reused_track_id_begins_anew() -> None:
    book = VoteBook(quorum=Quorum(2), max_age=MINUTE)
    cast(book, 5, START)
    assert cast(book, 5, START + 2 * MINUTE) is VoteState.WAITING


def test_a_track_that_never_came_to_a_decision_is_handed_over_once() -> None:
    book = VoteBook(quorum=Quorum(3), max_age=MINUTE)
    for second, text in enumerate(["KA01AB1235", PLATE, PLATE]):
        cast(book, 5, START + timedelta(seconds=second), text)
    (gone,) = book.forget(START + 10 * MINUTE)
    assert (gone.track_id, gone.best.text, gone.best.votes) == (5, PLATE, 2)
    assert gone.last_at == START + timedelta(seconds=2)
    assert book.forget(START + 11 * MINUTE) == ()


def test_too_many_tracks_push_out_the_one_heard_of_longest_ago() -> None:
    book = VoteBook(quorum=Quorum(2), max_tracks=2)
    for second, track_id in enumerate([1, 2, 1, 3]):
        cast(book, track_id, START + timedelta(seconds=second))
    assert len(book) == 2
    assert [gone.track_id for gone in book.forget(START)] == [2]


def test_a_track_without_text_leaves_nothing_to_review() -> None:
    book = VoteBook(max_age=MINUTE)
    cast(book, 5, START, "")
    assert book.forget(START + 10 * MINUTE) == ()
    assert len(book) == 0


@pytest.mark.parametrize(
    ("votes_needed", "max_age", "max_tracks"),
    [(0, MINUTE, 1), (1, timedelta(), 1), (1, MINUTE, 0)],
)
def test_bounds_below_one_are_refused(
    votes_needed: int, max_age: timedelta, max_tracks: int
) -> None:
    with pytest.raises(ValueError, match="positive"):
        VoteBook(quorum=Quorum(votes_needed), max_age=max_age, max_tracks=max_tracks)
