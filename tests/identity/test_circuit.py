"""The circuit: opens after failures in a row, lets one probe through, and closes by itself."""

from __future__ import annotations

import time

import pytest

from factory.core.breaker import redis_breaker
from identity.engines import circuit_rules as rules
from identity.engines.circuit import Circuit, SharedMemory
from identity.engines.circuit_rules import CircuitState, OwnMemory, Permit
from tests.identity.test_rate import Hands
from tests.patience import patient


@pytest.fixture(params=["shared", "own"])
def memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> rules.Memory:
    """Both memories keep the same rule; the times are short, so that Redis' own clock can pass."""
    monkeypatch.setattr(rules, "FIRST_SECONDS", 0.05)
    monkeypatch.setattr(rules, "PROBE_SECONDS", 0.2)
    return SharedMemory("test") if request.param == "shared" else OwnMemory()


def fail(memory: rules.Memory, times: int) -> list[bool]:
    return [memory.failed(memory.ask()) for _ in range(times)]


def wait_for_probe(memory: rules.Memory) -> Permit:
    deadline = time.monotonic() + patient(5)
    while time.monotonic() < deadline:
        permit = memory.ask()
        if not permit.wait:
            return permit
        time.sleep(0.01)
    pytest.fail("no probe was let through")


@pytest.mark.redis
def test_failures_in_a_row_open_it(memory: rules.Memory) -> None:
    assert fail(memory, 9) == [False] * 9
    assert memory.look() == CircuitState(is_open=False)
    assert fail(memory, 1) == [True]
    assert memory.look().is_open
    assert memory.ask().wait > 0


@pytest.mark.redis
def test_an_answer_in_between_starts_the_count_anew(memory: rules.Memory) -> None:
    fail(memory, 9)
    permit = memory.ask()
    assert permit.failures == 9
    memory.answered(permit)
    assert fail(memory, 9) == [False] * 9


@pytest.mark.redis
def test_one_probe_goes_through_and_closes_it(memory: rules.Memory) -> None:
    fail(memory, 10)
    probe = wait_for_probe(memory)
    assert probe.probe
    assert memory.ask().wait > 0
    memory.answered(Permit())
    assert memory.look().is_open, "a late answer from before is no probe"
    memory.answered(probe)
    assert memory.ask() == Permit()


@pytest.mark.redis
def test_a_probe_that_fails_opens_it_for_twice_as_long(memory: rules.Memory) -> None:
    fail(memory, 10)
    assert memory.failed(wait_for_probe(memory))
    assert 0.05 < memory.look().seconds <= 0.1


@pytest.mark.redis
def test_a_late_failure_does_not_prolong_it(memory: rules.Memory) -> None:
    late = memory.ask()
    fail(memory, 10)
    before = memory.look().seconds
    assert not memory.failed(late)
    assert memory.look().seconds <= before


@pytest.mark.redis
def test_a_lost_probe_is_replaced(memory: rules.Memory) -> None:
    fail(memory, 10)
    assert wait_for_probe(memory).probe
    if isinstance(memory, OwnMemory):
        hands = Hands()
        hands.now = memory.monotonic() + 1
        memory.monotonic = hands
    assert wait_for_probe(memory).probe


def test_without_redis_a_process_remembers_for_itself() -> None:
    redis_breaker.failed()
    alone = Circuit("test")
    assert [alone.failed(alone.ask()) for _ in range(10)] == [False] * 9 + [True]
    assert alone.look().is_open
    assert alone.ask().wait > 0
    redis_breaker.reset()
    assert not alone.look().is_open, "all workers together have seen no failure"


def test_the_healthy_path_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_args: object) -> None:
        pytest.fail("written")

    monkeypatch.setattr(SharedMemory, "answered", write)
    Circuit("test").answered(Permit())
