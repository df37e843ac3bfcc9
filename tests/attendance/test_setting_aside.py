"""One person's records that make no sense stop nobody else's days, told once, and left by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.jobs import start_lock
from attendance.models import AttendanceDay, DirtyDay, Punch
from attendance.selectors.timelines import day_asked_about
from factory.alerts.models import Alert
from factory.core.errors import Conflict
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)
NONSENSE = {"start_time": "whenever", "end_time": "17:00"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(utc("2026-03-02 12:00"), tick=False) as travelled:
        yield travelled


def came(site: Site) -> Employee:
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    check_in(worker, at=utc("2026-03-02 08:00"))
    return worker


def spoilt(worker: Employee) -> Punch:
    """Make a punch senseless, as no door lets one in."""
    Punch.objects.filter(employee=worker).update(shift_data=NONSENSE)
    found: Punch = Punch.objects.get(employee=worker)
    return found


def alerts() -> list[tuple[int, bool]]:
    return [(one.count, one.resolved_at is None) for one in Alert.objects.order_by("pk")]


def test_days_that_come_due_are_judged_beside_one_that_cannot_be(clock: Any) -> None:
    site = default_site()
    first, bad, last = came(site), came(site), came(site)
    spoilt(bad)
    clock.move_to(utc("2026-03-03 12:00"))
    done = services.derive_due_days(site=site)
    assert (done.changed, done.set_aside) == (2, 1)
    settled = AttendanceDay.objects.filter(is_settled=True)
    assert set(settled.values_list("employee_id", flat=True)) == {first.pk, last.pk}
    mark = DirtyDay.objects.get()
    assert (mark.employee_id, mark.first, mark.last) == (bad.pk, DAY, DAY)
    assert mark.reason.startswith("ValueError: start_time")
    assert services.derive_due_days(site=site) == services.Changes()
    assert alerts() == [(1, True)]


def test_it_is_tried_again_by_the_hour_and_told_once(clock: Any) -> None:
    site = default_site()
    bad = came(site)
    punch = spoilt(bad)
    clock.move_to(utc("2026-03-03 12:00"))
    services.derive_due_days(site=site)
    for _ in range(3):
        clock.shift(timedelta(hours=1))
        services.sweep()
        services.derive_dirty_days()
        assert DirtyDay.objects.set_aside().count() == 1
    assert alerts() == [(1, True)]
    # The cause goes away, and nobody says so.
    Punch.objects.filter(pk=punch.pk).update(shift_data=None)
    services.derive_dirty_days()
    assert DirtyDay.objects.exists()
    clock.shift(timedelta(hours=1))
    services.derive_dirty_days()
    assert not DirtyDay.objects.exists()
    assert AttendanceDay.objects.get().is_settled
    assert alerts() == [(1, False)]


def test_voiding_the_cause_is_enough(clock: Any) -> None:
    site = default_site()
    bad = came(site)
    punch = spoilt(bad)
    clock.move_to(utc("2026-03-03 12:00"))
    services.derive_due_days(site=site)
    services.void_punch(punch=punch, reason="nonsense", caller=None)
    services.derive_dirty_days()
    assert day_of(bad, DAY).status == "ABSENT"
    assert not DirtyDay.objects.exists()
    assert alerts() == [(1, False)]


def test_a_punch_can_be_voided_beside_another_that_makes_no_sense() -> None:
    site = default_site()
    bad = came(site)
    check_in(bad, at=utc("2026-03-02 08:30"))
    wrong = Punch.objects.latest("at")
    Punch.objects.exclude(pk=wrong.pk).update(shift_data=NONSENSE)
    services.void_punch(punch=wrong, reason="a brother", caller=None)
    wrong.refresh_from_db()
    assert wrong.outcome == "VOIDED"
    services.derive_dirty_days()
    assert DirtyDay.objects.set_aside().get().employee == bad


def test_the_door_and_the_form_answer_beside_what_makes_no_sense() -> None:
    site = default_site()
    bad = came(site)
    Punch.objects.update(shift_data=NONSENSE)
    answer = services.check_out(employee_id=bad.pk, at=utc("2026-03-02 10:00"))
    assert (answer.status, answer.is_early_exit) == ("EARLY_EXIT", True)
    assert day_asked_about(bad, DAY)[0] == []
    services.derive_dirty_days()
    assert DirtyDay.objects.set_aside().get().employee == bad


def test_a_rebuild_names_whom_it_could_not_and_does_the_others(
    clock: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    site = default_site()
    bad, good = came(site), came(site)
    spoilt(bad)
    clock.move_to(utc("2026-03-03 12:00"))
    AttendanceDay.objects.all().delete()
    with pytest.raises(CommandError, match="The days of 1 people cannot be derived"):
        call_command("rebuild_attendance", first=DAY, last=DAY)
    assert capsys.readouterr().out.splitlines()[0] == (
        "days: 1 created, 0 changed, 0 deleted, 0 same"
    )
    assert AttendanceDay.objects.get().employee == good
    assert DirtyDay.objects.get().employee == bad


def test_a_lock_says_whose_days_they_are(clock: Any) -> None:
    site = default_site()
    bad = came(site)
    came(site)
    services.derive_dirty_days()
    spoilt(bad)
    clock.move_to(utc("2026-03-04 12:00"))
    services.derive_due_days(site=site)
    with pytest.raises(Conflict, match=rf"Days of {bad.name} .*: see the reason under Dirty days"):
        start_lock(site=site, first=DAY, last=DAY, who=make_user((site, Role.HR)))


@pytest.mark.parametrize("name", ["payroll", "muster"])
def test_pages_say_that_figures_are_not_final(name: str, clock: Any) -> None:
    site = default_site()
    bad = came(site)
    page = Client()
    page.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
    url = reverse(f"admin:attendance_{name}")
    assert b"not final" not in page.get(url, {"month": "2026-03"}).content
    services.mark_days(site_id=site.pk, employee_ids=[bad.pk], first=DAY, last=DAY)
    assert b"not final" in page.get(url, {"month": "2026-03"}).content
    assert b"not final" not in page.get(url, {"month": "2026-02"}).content
    spoilt(bad)
    services.derive_dirty_days()
    shown = page.get(url, {"month": "2026-03"}).content
    assert b"Days of 1 person cannot be derived" in shown
    assert b"not final" not in shown
