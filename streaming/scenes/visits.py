"""Who calls at the barrier and when: an endless timetable, without a clock and without memory."""

from __future__ import annotations

from dataclasses import dataclass

from streaming.scenes.fleet import FLEET, FleetVehicle
from streaming.scenes.noise import rng

PERIOD = 24.0
"""Seconds from one arrival to the next."""


_DIRTY_SHARE = 0.14


@dataclass(frozen=True, slots=True)
class Visit:
    """One vehicle's call. It is admitted when its plate can be read and is not blocked.

    The scene's own gatekeeper decides that, from the fleet's list: the picture has no way to hear
    what the product decided.
    """

    number: int
    vehicle: FleetVehicle
    dirty: bool

    @property
    def starts(self) -> float:
        return self.number * PERIOD

    @property
    def admitted(self) -> bool:
        return self.vehicle.standing != "blocked" and not self.dirty


def visit_at(seed: int, at: float) -> Visit:
    """The visit of that time's period. Every vehicle calls once a round, each round in its own order."""
    number = max(int(at // PERIOD), 0)
    round_, place = divmod(number, len(FLEET))
    vehicle = FLEET[int(rng(seed, 21, round_).permutation(len(FLEET))[place])]
    return Visit(number, vehicle, bool(rng(seed, 22, number).random() < _DIRTY_SHARE))
