"""The days of a site's people for a muster roll: three queries for any number of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from attendance.muster import MusterLine, MusterShift
from attendance.policy_spans import LateDay, late_days_in
from attendance.selectors.kinds import OVERTIME, days_of, with_kinds
from attendance.selectors.late_costs import half_days_of, late_spans
from attendance.tallies import Kind, result_of
from factory.sites.models import Site
from identity.models import Employee

_SHIFT = ("employee_id", "department", "day", "overtime", "late_minutes", *Kind._fields)


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

    Days are of the department on that day, and the line names the last one. The days are streamed.
    """
    spans = late_spans(site.pk, first, last)
    rows = days_of(site, first, last, department=department, shift_id=shift_id)
    people = Employee.objects.filter(site=site)
    if page is not None:
        people = people.filter(pk__in=rows.order_by().values("employee_id"))
    who = people.order_by("employee_code").values_list("pk", "employee_code", "name")[
        page or slice(None)
    ]
    names = {pk: (code, name) for pk, code, name in who}
    if page is not None:
        rows = rows.filter(employee_id__in=list(names))
    ordered = with_kinds(rows).annotate(overtime=OVERTIME)
    ordered = ordered.order_by("employee__employee_code", "employee_id", "start")
    columns = ordered.values_list(*_SHIFT).iterator(chunk_size=5000)
    for pk, days in groupby(columns, key=itemgetter(0)):
        code, name = names.get(pk, ("", ""))
        line = MusterLine(pk, code, name, "")
        lates = list(_added(line, days))
        line.late_deduction_days = half_days_of(spans, late_days_in(spans, lates)) / 2
        yield line


def _added(line: MusterLine, days: Iterable[tuple[Any, ...]]) -> Iterator[LateDay]:
    """Add the days to the line; yield those on which somebody came late."""
    for _, line.department, day, overtime, late_minutes, *kind in days:
        shift = _shift(day, overtime, *kind)
        line.add(shift)
        if shift.result.is_attended and shift.result.is_late:
            yield LateDay(day, late_minutes, line.department)


def people_on_roll(
    site: Site, first: date, last: date, *, department: str = "", shift_id: int | None = None
) -> int:
    """Return how many lines the roll has: one query."""
    rows = days_of(site, first, last, department=department, shift_id=shift_id)
    return int(rows.order_by().values("employee_id").distinct().count())


@lru_cache(maxsize=16_384)
def _shift(day: date, overtime: int, *kind: Any) -> MusterShift:
    """Return a shift of the roll; the same one for the same, of which a month has many."""
    return MusterShift(result_of(day, Kind(*kind)), overtime)
