"""Vehicles as tables: the list, the gates, and what was read and decided at them."""

from __future__ import annotations

from vehicles.models.gates import Actuation, Gate, GateEvent, PlateCamera
from vehicles.models.lists import Vehicle
from vehicles.models.reads import PlateRead
from vehicles.models.rechecks import Recheck
from vehicles.models.reviews import ReadReview

__all__ = [
    "Actuation",
    "Gate",
    "GateEvent",
    "PlateCamera",
    "PlateRead",
    "ReadReview",
    "Recheck",
    "Vehicle",
]
