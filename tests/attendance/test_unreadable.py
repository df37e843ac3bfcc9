"""Rosters that make no sense, as written past the services: told, and everybody else's days go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import (
    AttendanceDay,
    DirtyDay,
    PatternDay,
    ShiftAssignment,
    ShiftPattern,
    ShiftVersion,
    WeeklyOff,
)
from attendance.models import Leave as LeaveRow
from attendance.selectors import site_memory
from attendance.services.marks import mark_days
from factory.alerts.models import Alert
from factory.core.errors import Conflict
from factory.sites.models import Site
from identity.models import Employee
from tests.attendance.builders import assign, day_of, make_employee, make_shift, utc
from tests.builders import default_site

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
SUNDAY = LAST
NONSENSE: list[Any] = ["every Sunday", {}, 6, [[9]], [["Sun"]], [6], []]


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        site_memory._known.clear()
        yield


def off(site: Site, **group: Any) -> WeeklyOff:
    row = WeeklyOff(site=site, from_date=FIRST, weeks=[[6]], **group)
    return services.save_weekly_off(weekly_off=row, caller=None)


def worker_of(site: Site, **fields: Any) -> Employee:
    worker = make_employee(site, **fields)
    assign(worker, make_shift(site), FIRST, LAST)
    return worker


def derived(site: Site) -> dict[int, int]:
    """Return how many days each employee has, once all are derived from nothing."""
    AttendanceDay.objects.all().delete()
    DirtyDay.objects.all().delete()
    mark_days(site_id=site.pk, employee_ids=[None], first=FIRST, last=LAST)
    services.derive_dirty_days()
    found: dict[int, int] = {}
    for pk in AttendanceDay.objects.values_list("employee_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


@pytest.mark.parametrize("weeks", NONSENSE)
@pytest.mark.parametrize("department", ["", "Paint"])
def test_a_groups_weekly_off_stops_nobody(weeks: Any, department: str) -> None:
    site = default_site()
    row = off(site, department=department)
    people = [worker_of(site, department=name) for name in ("Paint", "Stores")]
    WeeklyOff.objects.filter(pk=row.pk).update(weeks=weeks)
    assert derived(site) == {one.pk: 7 for one in people}
    assert day_of(people[0], SUNDAY).status == "ABSENT"
    alert = Alert.objects.get()
    assert (alert.kind, alert.resolved_at) == ("weekly-off-unreadable", None)
    assert str(row.pk) in alert.text
    derived(site)
    assert Alert.objects.get().count == 1, "told once"
    with pytest.raises(Conflict, match=f"Weekly offs cannot be read: {row.pk}"):
        services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)


def test_once_mended_by_whomever_its_days_come_right() -> None:
    site = default_site()
    row, worker = off(site), worker_of(site)
    WeeklyOff.objects.filter(pk=row.pk).update(weeks="every Sunday")
    derived(site)
    services.sweep()
    assert Alert.objects.filter(resolved_at__isnull=True).exists()
    WeeklyOff.objects.filter(pk=row.pk).update(weeks=[[6]])
    services.sweep()
    services.derive_dirty_days()
    assert day_of(worker, SUNDAY).status == "WEEKLY_OFF"
    assert not Alert.objects.filter(resolved_at__isnull=True).exists()
    services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)


def _own_off(site: Site, worker: Employee) -> None:
    row = off(site, employee=worker)
    WeeklyOff.objects.filter(pk=row.pk).update(weeks="every Sunday")


def _shift(_site: Site, worker: Employee) -> None:
    shift = worker.shift_assignments.get().shift
    ShiftVersion.objects.filter(shift=shift).update(worked_basis="by feel")


def _leave(site: Site, worker: Employee) -> None:
    LeaveRow.objects.create(site=site, employee=worker, from_date=FIRST, to_date=FIRST)
    LeaveRow.objects.update(part="SOME")


SPOILT = [_own_off, _shift, _leave]


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_concerns_one_person_sets_them_aside(spoil: Any) -> None:
    site = default_site()
    good, bad = worker_of(site), worker_of(site)
    spoil(site, bad)
    assert derived(site) == {good.pk: 7}
    mark = DirtyDay.objects.get()
    assert mark.employee == bad
    assert mark.reason
    assert Alert.objects.get().kind == "days-not-derived"


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_door_answers_all_the_same(spoil: Any) -> None:
    site = default_site()
    bad = worker_of(site)
    spoil(site, bad)
    site_memory._known.clear()
    came = services.check_in(employee_id=bad.pk, at=utc("2026-03-03 08:00"))
    assert came.status in {"PRESENT", "LATE"}


def test_who_works_a_senseless_pattern_is_set_aside() -> None:
    site = default_site()
    good, bad = worker_of(site), make_employee(site)
    shift = make_shift(site)
    pattern = services.save_pattern(
        pattern=ShiftPattern(site=site, name="Crew"), shifts={(0, 0): shift}, caller=None
    )
    row = ShiftAssignment(employee=bad, pattern=pattern, from_date=FIRST, to_date=LAST)
    services.save_assignment(assignment=row, caller=None)
    PatternDay.objects.update(weekday=9)
    assert derived(site) == {good.pk: 7}
    assert DirtyDay.objects.get().reason == (
        f"ValueError: pattern {pattern.pk}: shifts: week 1 has no such day in this cycle"
    )
    with pytest.raises(Conflict, match="cannot be read"):
        services.save_assignment(
            assignment=ShiftAssignment(employee=good, pattern=pattern, from_date=LAST), caller=None
        )


def test_a_senseless_shift_keeps_no_other_from_being_changed_nor_from_being_mended() -> None:
    site = default_site()
    worker = worker_of(site)
    good = make_shift(site, "18:00-20:00")
    assign(worker, good, FIRST, LAST)
    bad = worker.shift_assignments.exclude(shift=good).get().shift
    services.change_shift(shift=bad, effective_from=SUNDAY, grace_in_minutes=7, caller=None)
    ShiftVersion.objects.filter(shift=bad).update(worked_basis="by feel")
    services.change_shift(shift=good, effective_from=FIRST, grace_in_minutes=9, caller=None)
    for version in ShiftVersion.objects.filter(shift=bad):
        version.worked_basis = "PAIRS"
        services.save_version(version=version, caller=None)
    with pytest.raises(Conflict, match="overlap"):
        services.change_shift(shift=good, effective_from=FIRST, start=time(9), caller=None)
    assert derived(site) == {worker.pk: 14}
