"""Time differences in the minutes that payroll counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from attendance.vocabulary import RoundingMode

MINUTE = timedelta(minutes=1)


def whole_minutes(length: timedelta) -> int:
    """Return the completed minutes of a length; none for a negative one."""
    return max(length, timedelta()) // MINUTE


def begun_minutes(length: timedelta) -> int:
    """Return the begun minutes of a length, so that a second late is a minute late, never none."""
    return -(-max(length, timedelta()) // MINUTE)


def as_hours(minutes: int) -> str:
    """Return minutes as hours and minutes: 90 is 1:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rounding:
    """Minutes to whole steps, a half step going up under NEAREST.

    Raises ValueError for a step that is not positive.
    """

    step_minutes: int = 1
    mode: RoundingMode = RoundingMode.DOWN

    def __post_init__(self) -> None:
        if self.step_minutes < 1:
            raise ValueError(f"step_minutes: must be at least 1, got {self.step_minutes}")

    def apply(self, minutes: int) -> int:
        return (minutes + self._lift()) // self.step_minutes * self.step_minutes

    def _lift(self) -> int:
        lifts = {
            RoundingMode.DOWN: 0,
            RoundingMode.NEAREST: self.step_minutes // 2,
            RoundingMode.UP: self.step_minutes - 1,
        }
        return lifts[self.mode]


TO_THE_MINUTE = Rounding()
