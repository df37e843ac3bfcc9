"""How few searches a person costs, and whose name a track gets."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from identity.track_book import Answer, Habits, Look, TrackBook, elect
from tests.identity.builders import MORNING

FRAME = timedelta(seconds=0.2)


def at(seconds: float) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def look(seconds: float, quality: float) -> Look:
    return Look(at(seconds), quality, b"jpeg")


ELECTIONS: list[tuple[str, list[tuple[str, float]], str]] = [
    ("nobody asked", [], ""),
    ("one answer", [("Ada", 96)], "Ada"),
    ("unknowns do not vote", [("", 0), ("Ada", 96), ("", 0)], "Ada"),
    ("the majority", [("Ada", 96), ("Bob", 99), ("Ada", 96)], "Ada"),
    ("similarity decides a draw", [("Ada", 96), ("Bob", 99)], "Bob"),
    ("a real tie names nobody", [("Ada", 96), ("Bob", 96)], ""),
]


@pytest.mark.parametrize(
    ("answers", "name"), [row[1:] for row in ELECTIONS], ids=[row[0] for row in ELECTIONS]
)
def test_election(answers: list[tuple[str, float]], name: str) -> None:
    assert elect([Answer(*pair) for pair in answers]) == name


def stand(book: TrackBook, *, seconds: float, answer: str, quality: float = 50) -> int:
    """Let somebody stand there, five looks a second, each search answered at the next frame."""
    searches = 0
    for number in range(int(seconds / FRAME.total_seconds())):
        now = number * FRAME.total_seconds()
        book.seen(1, at(now))
        for track in book.waiting():
            book.answered(track, Answer(answer, 96))
        if book.wants(1, at(now)) and book.offer(1, look(now, quality)):
            searches += 1
    return searches


def test_a_minute_in_view_costs_one_search_once_known() -> None:
    assert stand(TrackBook(), seconds=60, answer="Ada") == 1


def test_a_stranger_costs_one_search_while_the_looks_get_no_better() -> None:
    assert stand(TrackBook(), seconds=60, answer="") == 1


def test_a_stranger_costs_three_at_most_however_much_better_they_get() -> None:
    book, searches = TrackBook(), 0
    for number in range(300):
        now = number * 0.2
        book.seen(1, at(now))
        for track in book.waiting():
            book.answered(track, Answer(""))
        if book.wants(1, at(now)) and book.offer(1, look(now, 10 * 1.2**number)):
            searches += 1
    assert searches == 3


def test_after_ten_minutes_a_known_face_is_searched_again() -> None:
    assert stand(TrackBook(), seconds=601 + 2, answer="Ada") == 2


def test_the_best_of_the_first_looks_is_searched() -> None:
    book = TrackBook(Habits(looks=3))
    book.seen(1, at(0))
    assert book.offer(1, look(0, 10)) is None
    assert book.offer(1, look(0.2, 40)) is None
    assert book.offer(1, look(0.4, 20)) == look(0.2, 40)


def test_somebody_passing_quickly_is_searched_with_what_there_is() -> None:
    book = TrackBook(Habits(looks=10, patience=timedelta(seconds=1)))
    book.seen(1, at(0))
    assert book.offer(1, look(0, 10)) is None
    assert book.offer(1, look(1.0, 5)) == look(0, 10)


def test_who_went_by_before_there_were_enough_looks_is_searched_all_the_same() -> None:
    book = TrackBook(Habits(looks=4, patience=timedelta(seconds=1.5)))
    book.seen(1, at(0))
    for number, quality in enumerate((10, 40, 20)):
        assert book.offer(1, look(number * 0.2, quality)) is None
    assert book.overdue(at(1.6)) == [], "they may still turn round"
    assert book.overdue(at(1.7)) == [(1, look(0.2, 40))]
    assert book.overdue(at(9)) == [], "once"
    book.answered(1, Answer(""))
    book.offer(1, look(10, 45))
    assert book.overdue(at(20)) == [], "no better than what was searched"
    book.seen(2, at(20))
    book.offer(2, look(20, 10))
    assert book.overdue(at(20), last=True) == [(2, look(20, 10))]


def test_while_a_search_is_under_way_nothing_is_looked_at() -> None:
    book = TrackBook(Habits(looks=1))
    book.seen(1, at(0))
    assert book.offer(1, look(0, 10)) is not None
    assert not book.wants(1, at(5))
    assert book.overdue(at(5)) == []
    book.answered(1, Answer(""))
    assert book.wants(1, at(5))


def test_what_is_out_of_sight_is_forgotten() -> None:
    book = TrackBook()
    for track in range(1000):
        book.seen(track, at(track))
    assert len(book) <= 31
    book.answered(3, Answer("Ada"))
    assert book.name_of(3) == ""
