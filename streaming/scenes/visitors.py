"""Who comes to the door and when: an endless timetable, without a clock and without memory."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from typing import Literal

from streaming.scenes.noise import rng

PERIOD = 14.0
"""Seconds from one call to the next."""

SMALLEST, LARGEST = 1.18, 1.34
"""Units to a pixel of the portrait: how near to the camera a visitor comes."""

COMING = 1.8
STAYING = 4.4
_GOING = 1.8

_EDGE = 840.0  # units from the door's middle at which a visitor is out of the picture


@dataclass(frozen=True, slots=True)
class Call:
    """One visit: from which side, on to which, how near to the camera, standing how far aside."""

    number: int
    comes_from: Literal[-1, 1]
    goes_to: Literal[-1, 1]
    starts: float
    size: float
    aside: float


@dataclass(frozen=True, slots=True)
class Stance:
    """``aside`` of the door's middle and ``rise`` (down is positive) in units."""

    aside: float
    rise: float
    settled: bool


def call_at(seed: int, at: float) -> Call:
    """The call of that time's period."""
    number = max(int(at // PERIOD), 0)
    lot = rng(seed, 31, number)
    return Call(
        number=number,
        comes_from=-1 if lot.integers(2) else 1,
        goes_to=-1 if lot.integers(2) else 1,
        starts=number * PERIOD + float(lot.uniform(0.8, 4.5)),
        size=float(lot.uniform(SMALLEST, LARGEST)),
        aside=float(lot.uniform(-50, 70)),
    )


def stance(call: Call, at: float) -> Stance | None:
    """None while nobody is there."""
    passed = at - call.starts
    if passed < 0 or passed > COMING + STAYING + _GOING:
        return None
    if passed < COMING:
        return _walking(call, call.comes_from, 1 - passed / COMING)
    if passed < COMING + STAYING:
        since = passed - COMING
        sway = sin(since / STAYING * 2 * pi)
        return Stance(call.aside + 5 * sway, 1.5 * sin(since * 1.9), settled=True)
    return _walking(call, call.goes_to, (passed - COMING - STAYING) / _GOING)


def _walking(call: Call, side: int, away: float) -> Stance:
    """``away`` is 0 at the door and 1 out of sight; the body rises and falls with each step."""
    eased = away * away * (2 - away)
    step = abs(sin(away * 3 * pi)) * 9 * min(1.0, away * 4)
    return Stance(call.aside + (side * _EDGE - call.aside) * eased, step, settled=False)
