"""One rate for all workers: evenly spaced, each waiting once, and a fixed share without Redis."""

from __future__ import annotations

import time

import pytest

from factory.core.breaker import redis_breaker
from identity.engines.rate import FARTHEST_SECONDS, KEPT_SECONDS, Pace, RateLimit


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def limit(name: str = "test", per_second: float = 5, processes: int = 2) -> RateLimit:
    return RateLimit(name, per_second=per_second, processes=processes)


@pytest.mark.redis
def test_callers_are_spaced_and_keep_their_places() -> None:
    shared, same = limit(), limit()
    waits = [shared.wait("a"), same.wait("b"), shared.wait("c")]
    assert waits == [0, pytest.approx(0.2, abs=0.05), pytest.approx(0.4, abs=0.05)]
    again = same.wait("b")
    assert 0 < again < waits[1]
    time.sleep(again)
    assert same.wait("b") == 0
    assert same.wait("b") == pytest.approx(0.4, abs=0.1)


@pytest.mark.redis
def test_two_limits_do_not_share_a_rate() -> None:
    assert [limit("x").wait("a"), limit("y").wait("a")] == [0, 0]


@pytest.mark.redis
def test_nobody_gets_a_place_too_far_ahead() -> None:
    slow = limit(per_second=0.01)
    slow.wait("a")
    assert slow.wait("b") == pytest.approx(100, abs=1)
    assert slow.wait("c") == pytest.approx(200, abs=1)
    assert slow.wait("d") == pytest.approx(200, abs=1)


def test_no_limit_is_no_question() -> None:
    redis_breaker.failed()
    assert limit(per_second=0).wait("a") == 0


def test_without_redis_each_process_has_a_fixed_share() -> None:
    redis_breaker.failed()
    alone = limit(per_second=5, processes=2)
    assert alone.wait("a") == 0
    assert alone.wait("b") == pytest.approx(0.4, abs=0.05)
    assert alone.wait("c") == pytest.approx(0.8, abs=0.05)


def test_a_place_is_taken_at_its_moment_and_lost_after_a_while() -> None:
    hands = Hands()
    pace = Pace(1.0, hands)
    assert [pace.wait(name) for name in "abc"] == [0, 1, 2]
    hands.now += 1
    assert [pace.wait("b"), pace.wait("c")] == [0, 1]
    hands.now += 1 + KEPT_SECONDS + 0.1
    assert pace.wait("c") == 0
    assert pace.wait("d") == 1


def test_places_within_a_process_end_somewhere_too() -> None:
    pace = Pace(1 / FARTHEST_SECONDS, Hands())
    assert [pace.wait(name) for name in "abcd"] == [0, 100, 200, 200]
