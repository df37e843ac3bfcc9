"""Writes of occupancy: readings, resets and sums. Each is safe to repeat."""

from __future__ import annotations

from occupancy.services.aggregation import (
    absorb_marks,
    aggregate_hours,
    aggregate_month,
    hour_result,
    rebuild,
)
from occupancy.services.capacity import watch_capacity
from occupancy.services.drift import correct_at_quietest, correct_drift, record_headcount
from occupancy.services.layout import remove_layout, save_layout
from occupancy.services.live import rebuild_live
from occupancy.services.logs import Recorded, record_logs
from occupancy.services.paces import learn_paces, set_pace
from occupancy.services.parts import save_part, take_part_away
from occupancy.services.quality import judge_counters
from occupancy.services.refused_clocks import note_refused
from occupancy.services.retention import retire_logs
from occupancy.services.turning import mark_turned
from occupancy.services.upkeep import absorb_late, sweep

__all__ = [
    "Recorded",
    "absorb_late",
    "absorb_marks",
    "aggregate_hours",
    "aggregate_month",
    "correct_at_quietest",
    "correct_drift",
    "hour_result",
    "judge_counters",
    "learn_paces",
    "mark_turned",
    "note_refused",
    "rebuild",
    "rebuild_live",
    "record_headcount",
    "record_logs",
    "remove_layout",
    "retire_logs",
    "save_layout",
    "save_part",
    "set_pace",
    "sweep",
    "take_part_away",
    "watch_capacity",
]
