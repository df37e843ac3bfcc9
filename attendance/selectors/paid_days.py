"""Each day of a site as payroll keeps it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import groupby
from operator import itemgetter

from attendance.models import AttendanceDay
from attendance.paid_days import ShiftPaid, days_in_words
from attendance.selectors.kinds import OVERTIME
from factory.sites.models import Site

_COLUMNS = ("status", "is_scheduled", "leave", "worked_minutes", "late_minutes", "early_minutes")


def paid_days(
    site: Site, first: date, last: date, *, among: Collection[int] | None = None
) -> dict[str, dict[str, str]]:
    """Return employee key → day → what it is, in words: one query. Keys are text, as JSON has them."""
    rows = AttendanceDay.objects.filter(site=site, day__range=(first, last))
    if among is not None:
        rows = rows.filter(employee_id__in=among)
    table = rows.annotate(overtime=OVERTIME).order_by("employee_id", "start")
    values = table.values_list("employee_id", "day", *_COLUMNS, "overtime")
    return {
        str(pk): days_in_words((day, ShiftPaid(*paid)) for _, day, *paid in own)
        for pk, own in groupby(values.iterator(chunk_size=5000), key=itemgetter(0))
    }
