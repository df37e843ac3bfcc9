"""Vehicles, gates and what happened at them, in the admin."""

from __future__ import annotations

from vehicles.admin.facts import ActuationAdmin, GateEventAdmin, RecheckAdmin
from vehicles.admin.lists import GateAdmin, PlateCameraAdmin, VehicleAdmin
from vehicles.admin.reads import PlateReadAdmin

__all__ = [
    "ActuationAdmin",
    "GateAdmin",
    "GateEventAdmin",
    "PlateCameraAdmin",
    "PlateReadAdmin",
    "RecheckAdmin",
    "VehicleAdmin",
]
