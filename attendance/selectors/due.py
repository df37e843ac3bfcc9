"""Days that wait for nothing any more: their window is over, and their devices have told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from attendance.closing import heard_until, phase_of
from attendance.models import AttendanceDay
from attendance.selectors.rosters import site_readers


def due_days(site_id: int, now: datetime) -> QuerySet[AttendanceDay, Any]:
    """Return the days to be judged for good, as (row, employee, day) by row: two queries and this.

    Also those whose devices are given up. Which they are is asked of each shift's hours, of which a
    site has few.
    """
    rows = AttendanceDay.objects.unsettled(now).filter(site_id=site_id)
    readers = site_readers(site_id)
    ready = [
        (start, closes)
        for start, closes in rows.order_by().values_list("start", "closes").distinct()
        if phase_of(
            closes, reported_until=heard_until(readers, start=start, closes=closes), now=now
        ).is_closed
    ]
    found: QuerySet[AttendanceDay, Any] = rows.filter(
        start__in={start for start, _ in ready}, closes__in={closes for _, closes in ready}
    )
    return found.order_by("pk").values_list("pk", "employee_id", "day")
