"""A changed entry of the vehicle list that is not written yet, and what goes on record of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vehicles.models import Vehicle

PERSONAL = frozenset({"owner", "contact"})
BLOCKED = Vehicle.Status.BLOCKED


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry with its new values, not saved yet, and what each changed field held before."""

    vehicle: Vehicle
    changed: dict[str, Any]

    @property
    def is_new(self) -> bool:
        return bool(self.vehicle._state.adding)  # noqa: SLF001 - documented by Django

    @property
    def is_news(self) -> bool:
        return self.is_new or bool(self.changed)

    @property
    def becomes_blocked(self) -> bool:
        return self.vehicle.status == BLOCKED and (self.is_new or "status" in self.changed)

    @property
    def lifts_block(self) -> bool:
        return self.changed.get("status") == BLOCKED

    @property
    def blocks_unsaid(self) -> bool:
        """Whether it would be blocked with nobody saying why, by what is changed now."""
        said_now = self.becomes_blocked or "reason" in self.changed
        return self.vehicle.status == BLOCKED and said_now and not self.vehicle.reason

    def history(self) -> dict[str, Any]:
        """Return what goes on record: old and new values, of people's names only that they changed."""
        was = "" if self.is_new else self.changed.get("status", self.vehicle.status)
        values = {
            name: None if name in PERSONAL else [_plain(old), _plain(getattr(self.vehicle, name))]
            for name, old in sorted(self.changed.items())
        }
        return {"changed": values, "from": was, "to": self.vehicle.status}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
