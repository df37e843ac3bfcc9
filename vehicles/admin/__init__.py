"""Vehicles, gates and what happened at them, in the admin."""

from __future__ import annotations

from vehicles.admin.facts import ActuationAdmin, GateEventAdmin, PlateReadAdmin, RecheckAdmin
from vehicles.admin.lists import GateAdmin, VehicleAdmin

__all__ = [
    "ActuationAdmin",
    "GateAdmin",
    "GateEventAdmin",
    "PlateReadAdmin",
    "RecheckAdmin",
    "VehicleAdmin",
]
