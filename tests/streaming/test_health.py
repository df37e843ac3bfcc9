"""The state of a source, event by event."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from streaming.capture import health
from streaming.capture.health import Health, State, retry_delay

START = Health(State.IDLE, 0.0)

Event = Callable[[Health, float], Health]
ATTEMPT, FRAME, IDLE = health.attempt, health.frame, health.idle


def lost(value: Health, now: float) -> Health:
    return health.failed(value, now, "no picture")


def beat(value: Health, now: float) -> Health:
    return health.tick(value, now, 2.0)


@pytest.mark.parametrize(
    ("events", "state", "since", "failures", "reconnects"),
    [
        pytest.param([(ATTEMPT, 1)], State.CONNECTING, 1, 0, 0, id="first attempt"),
        pytest.param([(ATTEMPT, 1), (FRAME, 2), (FRAME, 3)], State.LIVE, 2, 0, 0, id="pictures"),
        pytest.param([(ATTEMPT, 1), (lost, 6)], State.OFFLINE, 6, 1, 0, id="cannot be opened"),
        pytest.param(
            [(ATTEMPT, 1), (lost, 6), (ATTEMPT, 7), (lost, 12)],
            State.OFFLINE, 6, 2, 0, id="an attempt does not hide since when it is offline",
        ),
        pytest.param([(FRAME, 2), (beat, 3.9)], State.LIVE, 2, 0, 0, id="not yet silent"),
        pytest.param([(FRAME, 2), (beat, 4)], State.STALLED, 4, 0, 0, id="silent for two seconds"),
        pytest.param(
            [(FRAME, 2), (beat, 4), (FRAME, 5)], State.LIVE, 5, 0, 1, id="silence ended by itself"
        ),
        pytest.param(
            [(FRAME, 2), (beat, 4), (lost, 7), (ATTEMPT, 8), (FRAME, 9), (FRAME, 10)],
            State.LIVE, 9, 0, 1, id="back after a fault counts one reconnect",
        ),
        pytest.param([(lost, 2), (IDLE, 3)], State.IDLE, 3, 0, 0, id="nobody asks any more"),
        pytest.param([(ATTEMPT, 1), (beat, 60)], State.CONNECTING, 1, 0, 0, id="only live stalls"),
    ],
)  # fmt: skip
def test_transitions(
    events: list[tuple[Event, float]], state: State, since: float, failures: int, reconnects: int
) -> None:
    value = START
    for event, at in events:
        value = event(value, at)
    assert (value.state, value.since) == (state, since)
    assert (value.failures, value.reconnects) == (failures, reconnects)


def test_the_last_error_stays_readable_after_the_return() -> None:
    assert health.frame(health.failed(START, 1, "no picture"), 2).error == "no picture"


@pytest.mark.parametrize(
    ("failures", "jitter", "seconds"),
    [
        pytest.param(1, 0.0, 1.0, id="first"),
        pytest.param(1, 0.99, 1.0, id="never below a second"),
        pytest.param(2, 0.0, 2.0, id="second"),
        pytest.param(4, 0.0, 8.0, id="fourth"),
        pytest.param(4, 0.5, 7.0, id="jitter shortens"),
        pytest.param(6, 0.0, 30.0, id="capped"),
        pytest.param(10_000, 0.0, 30.0, id="capped for months"),
    ],
)
def test_backoff(failures: int, jitter: float, seconds: float) -> None:
    assert retry_delay(failures, jitter) == pytest.approx(seconds)
