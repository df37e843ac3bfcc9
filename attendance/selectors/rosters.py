"""The rosters of many employees for a span of days, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time

from attendance.date_spans import DateSpan
from attendance.models import EmployeeDepartment, Leave, ShiftAssignment, WeeklyOff
from attendance.rosters import A_DAY, Roster
from attendance.selectors.book_rows import Offs
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.readers import in_review, site_readers, undecided
from attendance.selectors.repeats import repeat_rules
from attendance.selectors.site_books import ASSIGNMENT, Leaves, SiteBook, Work
from attendance.vocabulary import Leave as LeavePart
from factory.sites.models import Site
from identity.models import Employee


def rosters_of(
    site: Site, book: SiteBook, employees: Collection[Employee], first: date, last: date
) -> dict[int, Roster]:
    """Return employee id → roster, good for the days from first to last: nine queries."""
    pks = [employee.pk for employee in employees]
    work, leaves = _work(site, pks, first, last), _leaves(pks, first, last)
    offs, repeats = _own_offs(pks, first, last), repeat_rules(site.pk)
    readers, moments = site_readers(site.pk), moments_of(site, first, last)
    faces, likely = undecided(site.pk, *moments), in_review(pks, *moments)
    moves = moves_by_employee(EmployeeDepartment.objects.filter(employee_id__in=pks))
    return {
        one.pk: book.roster(
            one,
            work=work.get(one.pk, ()),
            leaves=leaves.get(one.pk, ()),
            own_offs=offs.get(one.pk, ()),
            moves=moves.get(one.pk, ()),
            readers=readers,
            undecided=(*faces, *likely.get(one.pk, ())),
            repeats=repeats,
        )
        for one in employees
    }


def moments_of(site: Site, first: date, last: date) -> tuple[datetime, datetime]:
    """Return when the days from first to last begin, and when they are over."""
    edges = (datetime.combine(day, time.min, tzinfo=site.zone) for day in (first, last + A_DAY))
    since, until = edges
    return since, until


def _work(site: Site, pks: Collection[int], first: date, last: date) -> dict[int, list[Work]]:
    rows = ShiftAssignment.objects.filter(site=site, employee_id__in=pks).meeting(first, last)
    found: dict[int, list[Work]] = defaultdict(list)
    for pk, *columns in rows.order_by("pk").values_list("employee_id", *ASSIGNMENT):
        found[pk].append(Work(*columns))
    return found


def _leaves(pks: Collection[int], first: date, last: date) -> dict[int, list[Leaves]]:
    found: dict[int, list[Leaves]] = defaultdict(list)
    for row in Leave.objects.filter(employee_id__in=pks).meeting(first, last).order_by("pk"):
        span = DateSpan(row.from_date, row.to_date)
        found[row.employee_id].append((span, LeavePart(row.part)))
    return found


def _own_offs(pks: Collection[int], first: date, last: date) -> dict[int, list[Offs]]:
    """Return each employee's own weekly offs; of two the newer counts."""
    found: dict[int, list[Offs]] = defaultdict(list)
    rows = WeeklyOff.objects.filter(employee_id__in=pks).meeting(first, last)
    for row in rows.order_by("-from_date", "-pk"):
        span = DateSpan(row.from_date, row.to_date)
        found[row.employee_id].append((span, row.offs()))
    return found
