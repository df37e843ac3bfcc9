"""The rosters of many employees for a span of days, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db.models import Q

from attendance.closing import Reader
from attendance.date_spans import DateSpan
from attendance.models import EmployeeDepartment, Leave, ShiftAssignment, WeeklyOff
from attendance.rosters import Roster
from attendance.selectors.departments import moves_by_employee
from attendance.selectors.repeats import repeat_rules
from attendance.selectors.site_books import ASSIGNMENT, Leaves, Offs, Work, site_book
from attendance.vocabulary import Leave as LeavePart
from factory.sites.models import Device, Site
from identity.models import Employee


def rosters_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> dict[int, Roster]:
    """Return employee id → roster, good for the days from first to last: ten queries."""
    pks = [employee.pk for employee in employees]
    book = site_book(site.pk, site.time_zone)
    work, leaves = _work(site, pks, first, last), _leaves(pks, first, last)
    offs, repeats = _own_offs(pks, first, last), repeat_rules(site.pk)
    readers = site_readers(site.pk)
    moves = moves_by_employee(EmployeeDepartment.objects.filter(employee_id__in=pks))
    return {
        one.pk: replace(
            book.roster(
                one,
                work=work.get(one.pk, ()),
                leaves=leaves.get(one.pk, ()),
                own_offs=offs.get(one.pk, ()),
                moves=moves.get(one.pk, ()),
            ),
            readers=readers,
            repeats=repeats,
        )
        for one in employees
    }


def site_readers(site_id: int) -> tuple[Reader, ...]:
    """Return the site's attendance readers, those no more in service too: one query.

    Terminals count from the start, edge boxes (which may only count people) once they report. One
    that is off, nobody knows since when, counts for nothing.
    """
    readers = Q(kind=Device.Kind.TERMINAL) | Q(kind=Device.Kind.EDGE, reported_until__isnull=False)
    known = Q(enabled=True) | Q(retired_at__isnull=False)
    rows = Device.objects.filter(readers, known, site_id=site_id).order_by("pk")
    return tuple(
        Reader(reported_until=until, since=since, retired_at=retired_at)
        for until, since, retired_at in rows.values_list(
            "reported_until", "in_service_since", "retired_at"
        )
    )


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
