"""Writes of vehicles: reads and their consequences, lists, barriers. Each is safe to repeat."""

from __future__ import annotations

from vehicles.services.arrivals import Arrival, check_read, take_reads
from vehicles.services.by_hand import admit_read, open_by_hand
from vehicles.services.changes import add_vehicle, change_vehicle, check_plate_free, remove_vehicle
from vehicles.services.deciding import decide_read, hold_read
from vehicles.services.drafting import Listing
from vehicles.services.drafts import Draft
from vehicles.services.gate_checks import taken_cameras
from vehicles.services.gates import (
    halt_gate,
    note_gate,
    remove_gate,
    remove_votes,
    save_gate,
    set_votes,
)
from vehicles.services.leaving import mark_left
from vehicles.services.listing import write_drafts
from vehicles.services.lists import authorise_plate, block_plate, unblock_plate, unblock_vehicle
from vehicles.services.picturing import keep_pictures
from vehicles.services.pulsing import actuate
from vehicles.services.rechecks import run_rechecks
from vehicles.services.refusing import notice_blocked
from vehicles.services.resending import was_named_anew
from vehicles.services.reviewing import review_read
from vehicles.services.seen import SeenPlate, wrong_time
from vehicles.services.upkeep import sweep

__all__ = [
    "Arrival",
    "Draft",
    "Listing",
    "SeenPlate",
    "actuate",
    "add_vehicle",
    "admit_read",
    "authorise_plate",
    "block_plate",
    "change_vehicle",
    "check_plate_free",
    "check_read",
    "decide_read",
    "halt_gate",
    "hold_read",
    "keep_pictures",
    "mark_left",
    "note_gate",
    "notice_blocked",
    "open_by_hand",
    "remove_gate",
    "remove_vehicle",
    "remove_votes",
    "review_read",
    "run_rechecks",
    "save_gate",
    "set_votes",
    "sweep",
    "take_reads",
    "taken_cameras",
    "unblock_plate",
    "unblock_vehicle",
    "was_named_anew",
    "write_drafts",
    "wrong_time",
]
