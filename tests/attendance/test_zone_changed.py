"""A site's time zone put right: its days follow, and a payroll lock tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, DirtyDay, Holiday, StrayPunch
from factory.sites.models import Role, Site
from factory.sites.services import save_site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 3)


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(utc("2026-02-20 12:00"), tick=False):
        yield


def worked() -> tuple[Site, Employee]:
    """Return somebody who worked from eight to five by Kolkata's clock, at a site set to UTC."""
    site = default_site(time_zone="UTC")
    worker = make_employee(site)
    assign(worker, make_shift(site), FIRST, LAST)
    check_in(worker, at=utc("2026-02-02 02:30"))
    check_out(worker, at=utc("2026-02-02 11:30"))
    services.derive_dirty_days()
    return site, worker


def pending(worker: Employee) -> bool:
    found = services.employee_summary(employee=worker, first=FIRST, last=LAST)
    return bool(found["pending"])


def put_right(site: Site) -> None:
    site.time_zone = "Asia/Kolkata"
    save_site(site=site, caller=None)


def test_days_follow_and_are_pending_until_they_have() -> None:
    site, worker = worked()
    stranger = make_employee(site)
    check_in(stranger, at=utc("2026-02-02 20:00"))
    put_right(site)
    assert pending(worker)
    services.derive_dirty_days()
    [first, second] = AttendanceDay.objects.order_by("start")
    assert (first.zone, first.start) == ("Asia/Kolkata", utc("2026-02-02 02:30"))
    assert (first.status, first.worked_minutes, second.status) == ("PRESENT", 540, "ABSENT")
    assert StrayPunch.objects.get().day == date(2026, 2, 3)
    assert not pending(worker)
    again = services.rebuild(site=site, first=FIRST, last=LAST)
    assert {one.total for _, one in again} == {0}


def test_what_was_locked_shows_as_a_difference() -> None:
    site, worker = worked()
    lock = services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    put_right(site)
    services.derive_dirty_days()
    lock.refresh_from_db()
    [found] = services.differences(lock)
    assert (found.employee_id, [one.day for one in found.days]) == (worker.pk, [FIRST])


def test_another_change_of_the_site_marks_nothing() -> None:
    site, _ = worked()
    site.name = "Elsewhere"
    save_site(site=site, caller=None)
    assert not DirtyDay.objects.exists()


def test_what_was_approved_stays_so_where_the_day_comes_out_the_same() -> None:
    site = default_site(time_zone="UTC")
    worker = make_employee(site)
    assign(worker, make_shift(site), FIRST, LAST)
    services.save_holiday(holiday=Holiday(site=site, day=FIRST, name="Holi"), caller=None)
    check_in(worker, at=utc("2026-02-02 09:00"))
    check_out(worker, at=utc("2026-02-02 15:00"))
    check_in(worker, at=utc("2026-02-03 08:00"))
    same, closed_by_rule = AttendanceDay.objects.filter(needs_review=True).order_by("day")
    seen = {row.pk: services.seen_token(row) for row in (same, closed_by_rule)}
    hr = make_user((site, Role.HR))
    assert services.review_days(days=[same, closed_by_rule], seen=seen, caller=hr).done == 2
    site.time_zone = "Europe/Paris"
    save_site(site=site, caller=None)
    services.derive_dirty_days()
    first, second = AttendanceDay.objects.filter(flagged_for_review=True).order_by("day")
    assert (first.zone, first.start, first.needs_review) == (
        "Europe/Paris",
        utc("2026-02-02 07:00"),
        False,
    )
    assert second.last_out != closed_by_rule.last_out
    assert second.needs_review, "its check-out is another hour's"
