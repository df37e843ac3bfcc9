"""Reads: lists, what is in force, the past of a plate, figures for people."""

from __future__ import annotations

from vehicles.selectors.cameras import KnownCamera, cameras_of, known_camera
from vehicles.selectors.figures import gate_statistics
from vehicles.selectors.in_force import settings_of, votes_of
from vehicles.selectors.lists import Listed, listed, vehicle_of_plate
from vehicles.selectors.places import Place, hold_gate, place_held, place_seen, site_of
from vehicles.selectors.presence import (
    day_traffic,
    decisions_between,
    last_visits,
    month_traffic,
    vehicles_inside,
    visits_between,
)
from vehicles.selectors.reads import known_reads, reads_without_lists, voting_reads
from vehicles.selectors.shown import reads_of, shown_by, texts_read

__all__ = [
    "KnownCamera",
    "Listed",
    "Place",
    "cameras_of",
    "day_traffic",
    "decisions_between",
    "gate_statistics",
    "hold_gate",
    "known_camera",
    "known_reads",
    "last_visits",
    "listed",
    "month_traffic",
    "place_held",
    "place_seen",
    "reads_of",
    "reads_without_lists",
    "settings_of",
    "shown_by",
    "site_of",
    "texts_read",
    "vehicle_of_plate",
    "vehicles_inside",
    "visits_between",
    "votes_of",
    "voting_reads",
]
