"""Rate control as values: which frames to take so that a target rate is met and none is queued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """A bucket of frames one may take: ``fps`` fill it each second, two at most are kept.

    Two, because frames of a camera arrive early and late by about one period; with less, a 30 fps
    camera at a target of 30 would lose every late frame. ``fps`` of 0 means no limit.
    """

    fps: float
    credit: float = 1.5
    at: float = 0.0


UNLIMITED: Final = Pace(0.0)


@dataclass(frozen=True, slots=True)
class Mean:
    """A moving mean; ``weight`` is what one new value counts."""

    value: float = 0.0
    weight: float = 0.1


NOTHING: Final = Mean()


def admit(pace: Pace, now: float) -> tuple[bool, Pace]:
    """Say whether a frame at ``now`` (seconds, rising) is taken, and the pace after it."""
    if pace.fps <= 0:
        return True, pace
    credit = min(2.0, pace.credit + max(0.0, now - pace.at) * pace.fps) if pace.at else pace.credit
    taken = credit >= 1.0
    return taken, Pace(pace.fps, credit - taken, now)


def fastest(rates: list[float]) -> float:
    """Return the rate that serves all of ``rates``: the highest, or 0 (no limit) where one has none."""
    return 0.0 if not rates or min(rates) <= 0 else max(rates)


def include(mean: Mean, value: float) -> Mean:
    """Return the mean with one more value; the first one counts whole."""
    if not mean.value:
        return Mean(value, mean.weight)
    return Mean(mean.value + (value - mean.value) * mean.weight, mean.weight)
