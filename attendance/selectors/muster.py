"""The days of a site's people for a muster roll: two queries for any number of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from attendance.day_parts import ShiftResult
from attendance.models import AttendanceDay
from attendance.muster import MusterLine, MusterShift
from attendance.vocabulary import DayStatus, Leave
from factory.sites.models import Site
from identity.models import Employee

_WHO = ("employee__employee_code", "employee_id", "employee__name")
_WHAT = (
    *("department", "day", "status", "leave", "is_late", "first_in", "last_out"),
    *("overtime_before_minutes", "overtime_after_minutes", "is_settled", "is_scheduled"),
)


def muster_roll(
    site: Site,
    first: date,
    last: date,
    *,
    department: str = "",
    shift_id: int | None = None,
    page: slice | None = None,
) -> Iterator[MusterLine]:
    """Yield a line for everybody with days at the site, by code; ``page`` cuts the people.

    Days are of the department on that day, and the line names the last one. One query, streamed,
    and one more for a page.
    """
    rows = AttendanceDay.objects.filter(site=site, day__range=(first, last))
    if department:
        rows = rows.filter(department=department)
    if shift_id is not None:
        rows = rows.filter(shift_id=shift_id)
    if page is not None:
        people = Employee.objects.filter(pk__in=rows.order_by().values("employee_id"))
        rows = rows.filter(
            employee_id__in=list(
                people.order_by("employee_code").values_list("pk", flat=True)[page]
            )
        )
    ordered = rows.order_by("employee__employee_code", "employee_id", "start")
    columns = ordered.values_list(*_WHO, *_WHAT).iterator(chunk_size=5000)
    for (code, pk, name), days in groupby(columns, key=itemgetter(0, 1, 2)):
        line = MusterLine(pk, code, name, "")
        for row in days:
            line.department, *what = row[len(_WHO) :]
            line.add(_shift(*what))
        yield line


def people_on_roll(site: Site, first: date, last: date, *, department: str = "") -> int:
    """Return how many lines the roll has: one query."""
    rows = AttendanceDay.objects.filter(site=site, day__range=(first, last))
    if department:
        rows = rows.filter(department=department)
    return int(rows.order_by().values("employee_id").distinct().count())


def _shift(day: date, status: str, leave: str, *rest: Any) -> MusterShift:
    is_late, first_in, last_out, before, after, is_settled, is_scheduled = rest
    result = ShiftResult(
        day=day,
        status=DayStatus(status),
        leave=Leave(leave),
        is_scheduled=is_scheduled,
        is_settled=is_settled,
        has_come_in=first_in is not None,
        has_gone=last_out is not None,
        is_late=is_late,
    )
    return MusterShift(result, before + after)
