"""How long a supervisor's processes may go on: as long as it lives, or the database says so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streaming.services.leases import LEASE
from streaming.supervision.tenure import CARRY_ON_S, HOLD_S, Tenure


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def goods(tenure: Tenure) -> str:
    return "good" if tenure.good else "over"


def test_it_is_granted_by_the_database_from_when_that_was_asked() -> None:
    clock = Clock()
    tenure = Tenure(clock)
    assert goods(tenure) == "over"
    tenure.granted(99.0)
    assert (tenure.until, goods(tenure)) == (99.0 + HOLD_S, "good")
    clock.now = tenure.until
    assert goods(tenure) == "over"


def test_who_lives_alone_carries_on_without_the_database() -> None:
    clock = Clock()
    tenure = Tenure(clock, alone=True)
    tenure.granted(clock.now)
    for _ in range(60):
        clock.now += CARRY_ON_S
        tenure.carry_on()
    assert goods(tenure) == "good"


STOP_S = 1.0
"""What a capture process needs to end, at most; it is half a second."""


@given(
    answered=st.floats(0, 60),
    looks=st.integers(1, 20),
    rate=st.floats(0.95, 1.05),
)
def test_who_is_cut_off_has_stopped_before_another_may_begin(
    answered: float, looks: int, rate: float
) -> None:
    """``rate`` is the database's clock by ours, ``answered`` how late its last answer came."""
    clock = Clock()
    tenure = Tenure(clock)
    asked = clock.now
    begins = asked + LEASE.total_seconds() / rate
    clock.now += answered
    tenure.granted(asked)
    for _ in range(looks):
        clock.now += CARRY_ON_S
        tenure.carry_on()
    assert tenure.until + STOP_S < begins


def test_who_was_frozen_must_ask_first() -> None:
    clock = Clock()
    tenure = Tenure(clock, alone=True)
    tenure.carry_on()
    assert goods(tenure) == "over"
    tenure.granted(clock.now)
    clock.now += HOLD_S
    tenure.carry_on()
    assert goods(tenure) == "over"
    tenure.granted(clock.now)
    assert goods(tenure) == "good"


def test_an_old_answer_takes_nothing_away() -> None:
    clock = Clock()
    tenure = Tenure(clock)
    tenure.granted(clock.now)
    tenure.granted(clock.now - 5)
    assert tenure.until == clock.now + HOLD_S


def test_it_ends_before_the_lease_does() -> None:
    assert CARRY_ON_S < HOLD_S < LEASE.total_seconds()
