"""Occupancy in the admin: areas with their figures, lines on pictures, facts and sums."""

from __future__ import annotations

from occupancy.admin.areas import AreaAdmin
from occupancy.admin.lines import CountingLineAdmin
from occupancy.admin.paces import CounterPaceAdmin
from occupancy.admin.parts import AreaCameraAdmin
from occupancy.admin.records import (
    AreaLevelAdmin,
    CountResetAdmin,
    DayAdmin,
    DirtyHourAdmin,
    HourAdmin,
    LiveCountAdmin,
    MonthAdmin,
    OccupancyLogAdmin,
)

__all__ = [
    "AreaAdmin",
    "AreaCameraAdmin",
    "AreaLevelAdmin",
    "CountResetAdmin",
    "CounterPaceAdmin",
    "CountingLineAdmin",
    "DayAdmin",
    "DirtyHourAdmin",
    "HourAdmin",
    "LiveCountAdmin",
    "MonthAdmin",
    "OccupancyLogAdmin",
]
