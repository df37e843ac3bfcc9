"""Which vehicles in view are read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vehicles.following import READS_AT_REST, Box, Following

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
HERE: Box = (100, 100, 200, 180)
THERE: Box = (120, 100, 220, 180)
SOON = timedelta(seconds=0.5)


def test_a_newcomer_that_stands_is_read_for_a_while() -> None:
    following = Following()
    looks = [following.wants(1, HERE, START + n * SOON) for n in range(READS_AT_REST + 5)]
    assert looks == [True] * READS_AT_REST + [False] * 5


def test_one_that_moves_is_read_again() -> None:
    following = Following()
    for n in range(READS_AT_REST + 1):
        following.wants(1, HERE, START + n * SOON)
    assert following.wants(1, THERE, START + 30 * SOON)


def test_a_box_that_trembles_stands() -> None:
    following = Following()
    following.wants(1, HERE, START)
    following.decide(1)
    assert not following.wants(1, (101, 99, 201, 182), START + SOON)


def test_a_decided_one_is_read_while_it_moves_and_never_after_it_stood() -> None:
    following = Following()
    following.wants(1, HERE, START)
    following.decide(1)
    assert following.wants(1, THERE, START + SOON)
    assert not following.wants(1, THERE, START + 2 * SOON)
    assert not following.wants(1, HERE, START + 3 * SOON)


def test_what_is_out_of_view_is_forgotten() -> None:
    following = Following()
    following.wants(1, HERE, START)
    following.wants(2, HERE, START + timedelta(seconds=50))
    following.forget(START + timedelta(seconds=61))
    assert len(following) == 1
    following.decide(1)
    assert following.wants(1, HERE, START + timedelta(seconds=62))
