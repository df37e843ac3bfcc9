"""What makes two reports of a punch the same fact, as text for one unique key."""

from __future__ import annotations

from datetime import UTC, datetime

from attendance.vocabulary import Direction


def event_key(device_id: int, event_id: str) -> str:
    """The device's own number for the fact."""
    return f"event:{device_id}:{event_id}"


def decision_key(decision_id: int) -> str:
    return f"decision:{decision_id}"


def regularisation_key(regularisation_id: int, direction: Direction) -> str:
    return f"regularisation:{regularisation_id}:{direction}"


def order_key(punch_id: int) -> str:
    """A stored punch among others of its instant: the one recorded first comes first."""
    return f"{punch_id:019}"


def moment_key(
    *, employee_id: int, at: datetime, direction: Direction, source: str, device_id: int | None
) -> str:
    """The same person at the same instant, in the same direction, at the same reader."""
    stamp = at.astimezone(UTC).isoformat()
    return f"{source}:{device_id or ''}:{employee_id}:{direction}:{stamp}"
