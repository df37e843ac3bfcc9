"""What lateness costs: "every third late is half a day", as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class LatePolicy:
    """A deduction of half days for every so many late days of a period.

    Days late by fewer than ``from_minutes`` do not count, nor do the first ``forgiven`` ones.

    Raises ValueError, starting with the field's name, for a number that makes no sense.
    """

    every: int = 3
    half_days: int = 1
    forgiven: int = 0
    from_minutes: int = 0

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ValueError(f"every: must be at least 1, got {self.every}")
        for field in ("half_days", "forgiven", "from_minutes"):
            if getattr(self, field) < 0:
                raise ValueError(f"{field}: must not be negative, got {getattr(self, field)}")

    def half_days_for(self, late: int) -> int:
        """Return the half days to deduct for so many late days that count."""
        return max(0, late - self.forgiven) // self.every * self.half_days
