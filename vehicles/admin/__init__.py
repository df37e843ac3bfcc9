"""Vehicles, gates and what happened at them, in the admin."""

from __future__ import annotations

from vehicles.admin.events import GateEventAdmin
from vehicles.admin.gates import GateAdmin, PlateCameraAdmin
from vehicles.admin.lists import VehicleAdmin
from vehicles.admin.reads import PlateReadAdmin
from vehicles.admin.records import ActuationAdmin, RecheckAdmin

__all__ = [
    "ActuationAdmin",
    "GateAdmin",
    "GateEventAdmin",
    "PlateCameraAdmin",
    "PlateReadAdmin",
    "RecheckAdmin",
    "VehicleAdmin",
]
