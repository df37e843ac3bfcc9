"""The rosters of many employees for a span of days, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from attendance.closing import watermark
from attendance.models import Holiday, Leave, ShiftAssignment, ShiftVersion, WeeklyOff
from attendance.rosters import DateSpan, Roster, Stint
from attendance.shifts import ShiftVersion as RuleVersion
from attendance.vocabulary import Leave as LeavePart
from attendance.weekly_offs import WeeklyOffs
from factory.sites.models import Device, Site
from identity.models import Employee

Offs = tuple[DateSpan, WeeklyOffs]
Leaves = tuple[DateSpan, LeavePart]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Book:
    """What was read for all the employees."""

    zone: str
    stints: dict[int, list[Stint]]
    leaves: dict[int, list[Leaves]]
    offs: dict[int | str, list[Offs]]
    holidays: frozenset[date]
    reported_until: datetime | None

    def roster_of(self, employee: Employee) -> Roster:
        own, group, everybody = (
            self.offs.get(key, []) for key in (employee.pk, employee.department or "-", "")
        )
        return Roster(
            zone=self.zone,
            stints=tuple(self.stints.get(employee.pk, ())),
            weekly_offs=(*own, *group, *everybody),
            holidays=self.holidays,
            leaves=tuple(self.leaves.get(employee.pk, ())),
            joined_on=employee.joined_on,
            left_on=employee.left_on,
            reported_until=self.reported_until,
        )


def rosters_of(
    site: Site, employees: Collection[Employee], first: date, last: date
) -> dict[int, Roster]:
    """Return employee id → roster, good for the days from first to last: six queries."""
    pks = [employee.pk for employee in employees]
    book = _Book(
        zone=site.time_zone,
        stints=_stints(site, pks, first, last),
        leaves=_leaves(pks, first, last),
        offs=_offs(site, pks, first, last),
        holidays=_holidays(site, first, last),
        reported_until=site_watermark(site.pk),
    )
    return {employee.pk: book.roster_of(employee) for employee in employees}


def site_watermark(site_id: int) -> datetime | None:
    """Return until when the site's attendance readers have told all; None where it has none.

    Terminals count from the start, edge boxes (which may only count people) once they report.
    """
    readers = Q(kind=Device.Kind.TERMINAL) | Q(kind=Device.Kind.EDGE, reported_until__isnull=False)
    rows = Device.objects.filter(readers, site_id=site_id, enabled=True)
    return watermark(rows.values_list("reported_until", flat=True))


def versions_of(shift_ids: Collection[int]) -> dict[int, tuple[RuleVersion, ...]]:
    """Return shift id → the versions of its rule: one query."""
    found: dict[int, list[RuleVersion]] = defaultdict(list)
    for row in ShiftVersion.objects.filter(shift_id__in=shift_ids):
        found[row.shift_id].append(RuleVersion(effective_from=row.effective_from, rule=row.rule()))
    return {shift_id: tuple(versions) for shift_id, versions in found.items()}


def stint_of(row: ShiftAssignment, versions: dict[int, tuple[RuleVersion, ...]]) -> Stint:
    return Stint(
        key=str(row.shift_id),
        span=DateSpan(row.from_date, row.to_date),
        versions=versions.get(row.shift_id, ()),
    )


def _stints(site: Site, pks: Collection[int], first: date, last: date) -> dict[int, list[Stint]]:
    rows = ShiftAssignment.objects.filter(site=site, employee_id__in=pks).meeting(first, last)
    assignments = list(rows.order_by("pk"))
    versions = versions_of({row.shift_id for row in assignments})
    found: dict[int, list[Stint]] = defaultdict(list)
    for row in assignments:
        found[row.employee_id].append(stint_of(row, versions))
    return found


def _leaves(pks: Collection[int], first: date, last: date) -> dict[int, list[Leaves]]:
    found: dict[int, list[Leaves]] = defaultdict(list)
    for row in Leave.objects.filter(employee_id__in=pks).meeting(first, last).order_by("pk"):
        span = DateSpan(row.from_date, row.to_date)
        found[row.employee_id].append((span, LeavePart(row.part)))
    return found


def _offs(site: Site, pks: Collection[int], first: date, last: date) -> dict[int | str, list[Offs]]:
    """Return weekly offs by employee id, by department, and under an empty text for everybody.

    Of two for one group the newer counts.
    """
    found: dict[int | str, list[Offs]] = defaultdict(list)
    mine = Q(employee_id__in=pks) | Q(employee__isnull=True)
    rows = WeeklyOff.objects.filter(mine, site=site).meeting(first, last)
    for row in rows.order_by("-from_date", "-pk"):
        span = DateSpan(row.from_date, row.to_date)
        found[row.employee_id or row.department].append((span, row.offs()))
    return found


def _holidays(site: Site, first: date, last: date) -> frozenset[date]:
    days = Holiday.objects.filter(site=site, day__range=(first, last))
    return frozenset(days.values_list("day", flat=True))
