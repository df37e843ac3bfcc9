"""The gate's answer to a read, as callers know it."""

from __future__ import annotations

from typing import Any

from vehicles.models import PlateRead, Vehicle


def answer_of(read: PlateRead) -> dict[str, Any]:
    """Return the guide's dictionary; it follows from the stored read alone, so it can be replayed."""
    return {
        "valid": read.valid,
        "plate_number": read.text,
        "confidence": read.counted_confidence,
        "status": read.status,
        "reason": read.reason,
        "should_trigger_gate_event": read.should_trigger_gate_event,
        "requires_manual_review": read.requires_manual_review,
        "alert_message": read.alert_message or None,
    }


def entry_of(vehicle: Vehicle) -> dict[str, Any]:
    """Return what a caller hears of an entry of the list."""
    return {
        "plate_number": vehicle.plate,
        "status": vehicle.status,
        "reason": vehicle.reason,
        "reported_by": vehicle.reported_by,
    }
