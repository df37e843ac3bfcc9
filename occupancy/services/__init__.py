"""Writes of occupancy: readings, resets and sums. Each is safe to repeat."""

from __future__ import annotations

from occupancy.services.aggregation import (
    absorb_marks,
    aggregate_hours,
    aggregate_month,
    hour_result,
    rebuild,
)
from occupancy.services.drift import correct_drift, record_headcount
from occupancy.services.live import rebuild_live
from occupancy.services.logs import Recorded, record_logs
from occupancy.services.upkeep import absorb_late, sweep

__all__ = [
    "Recorded",
    "absorb_late",
    "absorb_marks",
    "aggregate_hours",
    "aggregate_month",
    "correct_drift",
    "hour_result",
    "rebuild",
    "rebuild_live",
    "record_headcount",
    "record_logs",
    "sweep",
]
