"""Before which day there is nothing to derive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Min

from attendance.models import AttendanceDay, Punch, ShiftAssignment, StrayPunch
from attendance.rosters import A_DAY
from factory.sites.models import Site


def first_day(site: Site, employee_ids: Collection[int]) -> date | None:
    """Return the first day on which one of them may have a row; None for nobody's: four queries."""
    found = [
        model.objects.filter(employee_id__in=employee_ids).aggregate(first=Min(column))["first"]
        for model, column in (
            (ShiftAssignment, "from_date"),
            (AttendanceDay, "day"),
            (StrayPunch, "day"),
        )
    ]
    punches = Punch.objects.counting().filter(employee_id__in=employee_ids)
    at = punches.aggregate(first=Min("at"))["first"]
    found.append(at and at.astimezone(site.zone).date() - A_DAY)
    return min(filter(None, found), default=None)
