"""What can be imported from files: shifts, rosters, holidays and leave."""

from __future__ import annotations

from attendance.importing.rosters import HOLIDAYS, LEAVE, ROSTER
from attendance.importing.shifts import SHIFTS

__all__ = ["HOLIDAYS", "LEAVE", "ROSTER", "SHIFTS"]
