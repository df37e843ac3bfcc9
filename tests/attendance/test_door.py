"""What stands at the door is judged as by the derivation: the same roster, punches and rules."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.models import Holiday, Leave, Punch, WeeklyOff
from attendance.rosters import A_DAY
from attendance.selectors.door import at_the_door
from attendance.selectors.timelines import material_of_days
from attendance.site_settings import REPEAT_HOURS
from factory.core.errors import NotFound
from factory.sites.models import Site
from factory.sites.services import change_setting
from identity.models import Employee
from tests.attendance.builders import GUIDE_SHIFT, assign, make_employee, make_shift, utc
from tests.builders import default_site, make_site

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
NOON = utc("2026-03-04 12:00")


def door_of(employee: Employee) -> Any:
    with transaction.atomic():
        return at_the_door(employee.pk, NOON)


def judged_the_same(site: Site, employee: Employee) -> bool:
    """Compare the days that both readings make, out of the same punches."""
    [slow] = material_of_days(site, [employee], DAY, DAY)
    quick = door_of(employee).material()
    return bool(
        quick.timeline(NOON, first=DAY - A_DAY, last=DAY + A_DAY)
        == slow.timeline(NOON, first=DAY - A_DAY, last=DAY + A_DAY)
    )


def a_full_life() -> tuple[Site, Employee]:
    """Return somebody with all that a roster can have, and punches of every standing."""
    site = default_site(time_zone="Asia/Kolkata")
    worker = make_employee(site, department="Paint", joined_on=date(2026, 3, 3))
    assign(worker, make_shift(site, "08:00-17:00", grace_in_minutes=5), date(2026, 1, 1), DAY)
    assign(worker, make_shift(site, "22:00-06:00"), DAY + A_DAY)
    for row in (
        WeeklyOff(site=site, employee=worker, from_date=DAY, weeks=[[5], [4, 6]]),
        WeeklyOff(
            site=site, employee=worker, from_date=DAY - A_DAY, to_date=DAY - A_DAY, weeks=[[0]]
        ),
        WeeklyOff(site=site, department="Paint", from_date=DAY, weeks=[[6]]),
        WeeklyOff(site=site, from_date=date(2026, 1, 1), weeks=[[1]]),
    ):
        services.save_weekly_off(weekly_off=row, caller=None)
    leave = Leave(employee=worker, from_date=DAY, to_date=DAY, part="FIRST_HALF")
    services.save_leave(leave=leave, caller=None)
    services.save_holiday(holiday=Holiday(site=site, day=DAY - A_DAY, name="Holi"), caller=None)
    # As rows were stored before only whole numbers were taken: each is the weekday that it equals.
    WeeklyOff.objects.filter(employee=worker, from_date=DAY).update(weeks=[[5.0], [4, 6]])
    change_setting(site=site, name=REPEAT_HOURS.name, value=3, since=None, who=None)
    for number, clock in enumerate(("08:10", "08:11", "12:00", "17:30")):
        services.check_in(
            employee_id=worker.pk,
            at=utc(f"2026-03-03 {clock}"),
            shift_data=GUIDE_SHIFT if number == 2 else None,
        )
    services.check_out(employee_id=worker.pk, at=utc("2026-03-04 11:00"))
    services.void_punch(punch=Punch.objects.latest("pk"), reason="not them", caller=None)
    return site, worker


def test_a_full_life_reads_the_same_both_ways() -> None:
    assert judged_the_same(*a_full_life())


def test_a_change_of_what_all_share_counts_at_once() -> None:
    site, worker = a_full_life()
    changes: list[Any] = [
        lambda: services.save_holiday(holiday=Holiday(site=site, day=DAY, name="Eid"), caller=None),
        lambda: services.remove(row=Holiday.objects.get(day=DAY), caller=None),
        lambda: services.save_weekly_off(
            weekly_off=WeeklyOff(
                site=site,
                department="Paint",
                from_date=date(2026, 3, 1),
                to_date=DAY - A_DAY,
                weeks=[[0]],
            ),
            caller=None,
        ),
        lambda: services.change_shift(
            shift=worker.shift_assignments.order_by("from_date")[0].shift,
            effective_from=DAY - A_DAY,
            caller=None,
            start=time(7),
        ),
    ]
    for change in changes:
        before = door_of(worker).material().facts
        change()
        assert door_of(worker).material().facts != before
        assert judged_the_same(site, worker)


def test_a_known_book_costs_one_message() -> None:
    site, worker = a_full_life()
    door_of(worker)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        door = at_the_door(worker.pk, NOON + timedelta(days=1))
    assert len(queries) == 1
    assert site.pk == door.person.site_id


def test_only_people_of_the_sites_asked_for_exist() -> None:
    stranger = make_employee(make_site())
    with transaction.atomic():
        door = at_the_door(stranger.pk, NOON, {stranger.site_id})
        assert door.person.employee_id == stranger.pk
        for sites in (set(), {default_site().pk}):
            with pytest.raises(NotFound, match="no employee"):
                at_the_door(stranger.pk, NOON, sites)
