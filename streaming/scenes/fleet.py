"""The vehicles that call at the barrier. The demo's lists name some; to others nobody has said a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from streaming.scenes.canvas import Colour

Standing = Literal["authorised", "blocked", "unknown"]


@dataclass(frozen=True, slots=True)
class FleetVehicle:
    """``plate`` has no spaces; a commercial vehicle's plate is yellow, a private one's white."""

    plate: str
    body: Literal["car", "van", "lorry"]
    colour: Colour
    standing: Standing

    @property
    def commercial(self) -> bool:
        return self.body == "lorry"


# Letters I and O are not issued in a series; Q, whose tail a small picture loses, is avoided as well.
FLEET: tuple[FleetVehicle, ...] = (
    FleetVehicle("KA05MJ4821", "car", (150, 62, 30), "authorised"),
    FleetVehicle("MH12DE5678", "van", (206, 210, 212), "authorised"),
    FleetVehicle("KA51AD6384", "lorry", (36, 104, 226), "authorised"),
    FleetVehicle("TN09BX3472", "lorry", (60, 118, 40), "authorised"),
    FleetVehicle("HR26CE4457", "car", (46, 46, 172), "unknown"),
    FleetVehicle("AP39TV2568", "lorry", (150, 120, 34), "unknown"),
    FleetVehicle("GJ05RK7719", "van", (148, 144, 140), "unknown"),
    FleetVehicle("DL3CAF9043", "car", (52, 50, 50), "blocked"),
)


def plates_of(standing: Standing) -> tuple[str, ...]:
    return tuple(vehicle.plate for vehicle in FLEET if vehicle.standing == standing)


AUTHORISED_PLATES = plates_of("authorised")
BLOCKED_PLATES = plates_of("blocked")
UNKNOWN_PLATES = plates_of("unknown")
