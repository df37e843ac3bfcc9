"""The tables of occupancy: what people set up, the facts, and what is derived from them."""

from __future__ import annotations

from occupancy.models.aggregates import (
    OccupancyDailyAggregate,
    OccupancyDaySummary,
    OccupancyMonthlyAggregate,
)
from occupancy.models.areas import Area
from occupancy.models.facts import CountReset, DirtyHour, LiveCount, OccupancyLog
from occupancy.models.layout import CountingLine
from occupancy.models.levels import AreaLevel
from occupancy.models.paces import CounterPace
from occupancy.models.parts import AreaCamera
from occupancy.models.retired import RetiredLogs

__all__ = [
    "Area",
    "AreaCamera",
    "AreaLevel",
    "CountReset",
    "CounterPace",
    "CountingLine",
    "DirtyHour",
    "LiveCount",
    "OccupancyDailyAggregate",
    "OccupancyDaySummary",
    "OccupancyLog",
    "OccupancyMonthlyAggregate",
    "RetiredLogs",
]
