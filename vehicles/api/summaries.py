"""A summary's figures as plain values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vehicles.traffic import Traffic


def summary_of(traffic: Traffic, decisions: dict[str, int]) -> dict[str, Any]:
    """Return a summary's figures as plain values."""
    stays = traffic.stays
    return {
        "entries": traffic.entries,
        "exits": traffic.exits,
        "vehicles": traffic.vehicles,
        "stays": stays.number,
        "median_minutes": _minutes(stays.median),
        "longest_minutes": _minutes(stays.longest),
        "decisions": decisions,
        "columns": [
            {"label": label, "entries": entries, "exits": exits}
            for label, entries, exits in traffic.columns
        ],
    }


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else int(length.total_seconds() // 60)
