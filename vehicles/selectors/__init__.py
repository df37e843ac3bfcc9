"""Reads: lists, what is in force, the past of a plate, figures for people."""

from __future__ import annotations

from vehicles.selectors.cameras import KnownCamera, cameras_of, known_camera
from vehicles.selectors.earlier import earlier_events
from vehicles.selectors.figures import gate_statistics
from vehicles.selectors.in_force import settings_of, votes_of
from vehicles.selectors.lists import Listed, listed, vehicle_of_plate
from vehicles.selectors.places import hold_place, site_of
from vehicles.selectors.presence import (
    day_traffic,
    decisions_between,
    month_traffic,
    vehicles_inside,
    visits_between,
)
from vehicles.selectors.reads import known_reads, reads_of, texts_read, waiting_reads

__all__ = [
    "KnownCamera",
    "Listed",
    "cameras_of",
    "day_traffic",
    "decisions_between",
    "earlier_events",
    "gate_statistics",
    "hold_place",
    "known_camera",
    "known_reads",
    "listed",
    "month_traffic",
    "reads_of",
    "settings_of",
    "site_of",
    "texts_read",
    "vehicle_of_plate",
    "vehicles_inside",
    "visits_between",
    "votes_of",
    "waiting_reads",
]
