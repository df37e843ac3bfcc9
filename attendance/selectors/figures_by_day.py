"""The days of people added up one by one: of those who have several shifts on some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from attendance.day_parts import counts_of
from attendance.models import AttendanceDay
from attendance.policy_spans import LateDay, PolicySpan, late_days_in
from attendance.selectors.figures import Figures
from attendance.selectors.kinds import OVERTIME, with_kinds
from attendance.tallies import Kind, result_of

_COLUMNS = ("employee_id", "day", "department", "flagged_for_review", "late_minutes")


def figures_by_day(
    rows: QuerySet[AttendanceDay], spans: Sequence[PolicySpan]
) -> dict[int, Figures]:
    """Return employee id → figures, each day counted once however many shifts it has: one query."""
    lengths = with_kinds(rows).annotate(overtime=OVERTIME).order_by("employee_id")
    table = lengths.values_list(*_COLUMNS, "worked_minutes", "overtime", *Kind._fields)
    return {
        pk: _added_up(own, spans)
        for pk, own in groupby(table.iterator(chunk_size=5000), key=itemgetter(0))
    }


def _added_up(rows: Iterable[Sequence[Any]], spans: Sequence[PolicySpan]) -> Figures:
    found, results, late = Figures([]), [], []
    for _, day, department, is_flagged, minutes, worked, overtime, *kind in rows:
        result = result_of(day, Kind(*kind))
        results.append(result)
        found.flagged += is_flagged
        found.worked_minutes += worked
        found.overtime_minutes += overtime
        if result.is_attended:
            found.late_minutes += minutes
            late += [LateDay(day, minutes, department)] if result.is_late else []
    found.counts = counts_of(results)
    found.late_days = late_days_in(spans, late)
    return found
