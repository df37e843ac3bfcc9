"""What a soak calls a leak: what goes on, not what is opened once."""

from __future__ import annotations

import pytest

from benchmarks.streaming.soak import Verdict, Weight


def verdict(handles: list[int], threads: int = 5, megabytes: float = 100.0) -> Verdict:
    return Verdict("web", tuple(Weight(megabytes, one, threads) for one in handles))


@pytest.mark.parametrize(
    ("handles", "leaked"),
    [
        pytest.param([17], 0, id="one look"),
        pytest.param([17, 17, 17, 17, 17, 17], 0, id="none"),
        pytest.param([17, 18, 18, 18, 18, 18], 0, id="a log opened with its first line"),
        pytest.param([17, 17, 17, 17, 17, 18], 0, id="a viewer that has just left"),
        pytest.param([17, 18, 19, 20, 21, 22], 1, id="one a storm"),
        pytest.param([17, 19, 21, 23, 25, 27], 2, id="two a storm"),
        pytest.param([17, 17, 18, 18, 19, 19], 1, id="one every other storm"),
    ],
)
def test_handles(handles: list[int], leaked: int) -> None:
    found = verdict(handles)
    assert found.leaked == (leaked, 0)
    assert found.sound is (leaked == 0)


def test_memory() -> None:
    weights = [Weight(megabytes, 17, 5) for megabytes in (100, 100, 102, 104, 106, 106)]
    assert not Verdict("web", tuple(weights)).sound
    assert Verdict("web", tuple(weights[:4])).sound
