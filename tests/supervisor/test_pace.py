"""Restarts slow down and recover; a stop shares out its ten seconds."""

from __future__ import annotations

import pytest

from factory.supervisor.pace import next_delay, stop_budget


@pytest.mark.parametrize(
    ("previous", "lived", "expected"),
    [
        pytest.param(0.0, 0.1, 0.5, id="first"),
        pytest.param(0.5, 0.1, 1.0, id="doubles"),
        pytest.param(4.0, 0.1, 8.0, id="doubles on"),
        pytest.param(8.0, 0.1, 10.0, id="up to ten seconds"),
        pytest.param(10.0, 29.9, 10.0, id="not yet healthy"),
        pytest.param(10.0, 30.0, 0.5, id="healthy: begins anew"),
    ],
)
def test_next_delay(previous: float, lived: float, expected: float) -> None:
    assert next_delay(previous, lived) == expected


@pytest.mark.parametrize(
    ("left", "lower", "expected"),
    [
        pytest.param(10.0, 0, 9.0, id="the only stage keeps a second for the killed"),
        pytest.param(10.0, 2, 7.0, id="and one for each lower stage"),
        pytest.param(0.5, 1, 0.2, id="never nothing"),
    ],
)
def test_stop_budget(left: float, lower: int, expected: float) -> None:
    assert stop_budget(left, lower) == expected
