"""How a vehicle comes, waits and goes during its visit."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.scenes.visits import Visit

ARRIVING = 7.0  # seconds each
WAITING = 6.5
LIFTING = 1.4
PASSING = 3.4
BACKING = 7.0
_FAR = 12.0  # times as far from the camera as the stop line: where a vehicle comes into sight


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the vehicle is: ``distance`` from the camera is 1 at the stop line, ``aside`` in units.

    ``lifted`` is how far the arm is up, 0 to 1.
    """

    distance: float
    aside: float
    lifted: float
    waiting: bool


def moment(visit: Visit, at: float) -> Moment | None:
    """None once the vehicle is out of sight."""
    passed = at - visit.starts
    if passed < ARRIVING:
        left = 1 - passed / ARRIVING
        return Moment(1 + (_FAR - 1) * left * left, 0.0, 0.0, waiting=False)
    waited = passed - ARRIVING
    if waited < WAITING:
        return Moment(1.0, 0.0, 0.0, waiting=True)
    return _passing(waited - WAITING) if visit.admitted else _backing(waited - WAITING)


def _passing(since: float) -> Moment | None:
    """The arm goes up, the vehicle drives off to the camera's left, the arm comes down."""
    driven = max(since - LIFTING, 0.0) / PASSING
    down = (since - LIFTING - PASSING) / LIFTING
    lifted = smooth(since / LIFTING) if down < 0 else 1 - smooth(down)
    if driven >= 1:
        return Moment(0.0, 0.0, lifted, waiting=False) if down < 1 else None
    gone = driven * driven
    return Moment(1 - 0.42 * gone, -620 * gone * driven, lifted, waiting=False)


def _backing(since: float) -> Moment | None:
    gone = since / BACKING
    if gone >= 1:
        return None
    return Moment(1 + (_FAR - 1) * gone * gone, 0.0, 0.0, waiting=False)


def smooth(share: float) -> float:
    """0 to 1, slow at both ends; what is outside stays at the ends."""
    x = min(max(share, 0.0), 1.0)
    return x * x * (3 - 2 * x)
