"""Rate control: the target is met, bursts are cut, jitter costs nothing."""

from __future__ import annotations

import random

import pytest

from streaming.capture.pacing import Mean, Pace, admit, fastest, include


def taken(arrivals: list[float], fps: float) -> int:
    pace, count = Pace(fps), 0
    for at in arrivals:
        yes, pace = admit(pace, at)
        count += yes
    return count


def arrivals(fps: float, seconds: float, jitter: float = 0.0) -> list[float]:
    chance = random.Random(7)
    period = 1 / fps
    return [
        10 + n * period + chance.uniform(0, jitter) * period for n in range(round(fps * seconds))
    ]


@pytest.mark.parametrize(
    ("source", "jitter", "target", "expected"),
    [
        pytest.param(30, 0.0, 30, 300, id="camera as fast as the target loses nothing"),
        pytest.param(30, 0.9, 30, 300, id="nor when its frames jitter"),
        pytest.param(60, 0.0, 30, 150, id="twice as fast: every other"),
        pytest.param(30, 0.5, 10, 100, id="three times as fast"),
        pytest.param(10, 0.5, 30, 100, id="a slow camera is not held back"),
        pytest.param(30, 0.5, 0, 300, id="no limit"),
    ],
)
def test_admitted_in_ten_seconds(
    source: float, jitter: float, target: float, expected: int
) -> None:
    seconds = 5 if source == 60 else 10
    assert taken(arrivals(source, seconds, jitter), target) == pytest.approx(expected, abs=2)


def test_after_a_pause_at_most_two_frames_come_at_once() -> None:
    _, pace = admit(Pace(10), 1.0)
    answers = []
    for _ in range(5):
        yes, pace = admit(pace, 60.0)
        answers.append(yes)
    assert answers == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("rates", "rate"),
    [([], 0), ([5.0], 5), ([5.0, 12.0], 12), ([5.0, 0.0], 0)],
    ids=["nobody", "one", "the faster", "one without limit"],
)
def test_the_rate_that_serves_all(rates: list[float], rate: float) -> None:
    assert fastest(rates) == rate


def test_the_mean_starts_with_the_first_value_and_follows() -> None:
    mean = include(include(Mean(), 10.0), 20.0)
    assert mean.value == pytest.approx(11.0)
