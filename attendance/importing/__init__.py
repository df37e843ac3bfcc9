"""What can be imported from files: shifts, rosters, holidays and leave."""

from __future__ import annotations

from attendance.importing.days_off import HOLIDAYS, LEAVE
from attendance.importing.rosters import ROSTER
from attendance.importing.shifts import SHIFTS

__all__ = ["HOLIDAYS", "LEAVE", "ROSTER", "SHIFTS"]
