"""The days that are counted, and what counting looks at in them as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from attendance.models import AttendanceDay
from factory.sites.models import Site

OVERTIME = F("overtime_before_minutes") + F("overtime_after_minutes")


def days_of(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> QuerySet[AttendanceDay]:
    """Return a site's rows from first to last: of all, or of a department on the day, or on a shift."""
    rows: QuerySet[AttendanceDay] = AttendanceDay.objects.filter(
        site=site, day__range=(first, last)
    )
    if department:
        rows = rows.filter(department=department)
    return rows if shift_id is None else rows.filter(shift_id=shift_id)


def with_kinds(rows: QuerySet[AttendanceDay]) -> QuerySet[AttendanceDay]:
    """Return the rows with all columns of a ``Kind``."""
    return rows.annotate(has_come_in=_is_known("first_in"), has_gone=_is_known("last_out"))


def _is_known(column: str) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Q(**{f"{column}__isnull": False}), BooleanField())
