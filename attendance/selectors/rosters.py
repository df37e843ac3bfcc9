"""The rosters of many employees for a span of days, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from attendance.closing import watermark
from attendance.models import Leave, ShiftAssignment, WeeklyOff
from attendance.rosters import DateSpan, Roster
from attendance.selectors.site_books import ASSIGNMENT, Leaves, Offs, Work, site_book
from attendance.vocabulary import Leave as LeavePart
from factory.sites.models import Device, Site
from identity.models import Employee


def rosters_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> dict[int, Roster]:
    """Return employee id → roster, good for the days from first to last: eight queries."""
    pks = [employee.pk for employee in employees]
    book = site_book(site.pk, site.time_zone)
    work, leaves = _work(site, pks, first, last), _leaves(pks, first, last)
    offs, reported_until = _own_offs(pks, first, last), site_watermark(site.pk)
    return {
        one.pk: replace(
            book.roster(
                one,
                work=work.get(one.pk, ()),
                leaves=leaves.get(one.pk, ()),
                own_offs=offs.get(one.pk, ()),
            ),
            reported_until=reported_until,
        )
        for one in employees
    }


def site_watermark(site_id: int) -> datetime | None:
    """Return until when the site's attendance readers have told all; None where it has none.

    Terminals count from the start, edge boxes (which may only count people) once they report.
    """
    readers = Q(kind=Device.Kind.TERMINAL) | Q(kind=Device.Kind.EDGE, reported_until__isnull=False)
    rows = Device.objects.filter(readers, site_id=site_id, enabled=True)
    return watermark(rows.values_list("reported_until", flat=True))


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
