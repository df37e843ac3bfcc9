"""A lock knows the days that were paid: two that make up for one another are no secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import PayrollLock, Punch
from attendance.paid_days import DayDifference, ShiftPaid, days_in_words, differing_days
from attendance.services.paid import Difference, checksum
from factory.sites.models import Role
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

FIRST, LAST = date(2026, 2, 2), date(2026, 2, 8)
PLAIN = ShiftPaid("PRESENT", True, "NONE", 480, 0, 0, 0)


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (PLAIN, "PRESENT 480 min"),
        (PLAIN._replace(status="LATE", late=7, early=2), "LATE 480 min, late 7, early 2"),
        (
            PLAIN._replace(overtime=20, leave="FIRST_HALF", is_scheduled=False),
            "PRESENT 480 min, overtime 20, leave FIRST_HALF, not scheduled",
        ),
    ],
)
def test_a_day_in_words(shift: ShiftPaid, words: str) -> None:
    assert days_in_words([(FIRST, shift)]) == {"2026-02-02": words}


def test_a_day_of_two_shifts() -> None:
    found = days_in_words([(FIRST, PLAIN), (FIRST, PLAIN), (LAST, PLAIN)])
    assert found == {
        "2026-02-02": "PRESENT 480 min; PRESENT 480 min",
        "2026-02-08": "PRESENT 480 min",
    }


def test_days_that_differ_are_told_and_many_are_cut_short() -> None:
    days = {f"2026-02-0{number}": "ABSENT 0 min" for number in range(1, 8)}
    found = differing_days(days, {"2026-02-01": "ABSENT 0 min"})
    assert [one.day.day for one in found] == [2, 3, 4, 5, 6, 7]
    row = {"name": "Ann", "employee_code": "E-7"}
    words = str(Difference(7, row, row, found))
    assert words.startswith("Ann (E-7): 2026-02-02 ABSENT 0 min → nothing, 2026-02-03")
    assert words.endswith("and 1 more days")


@pytest.fixture
def later() -> Iterator[None]:
    with time_machine.travel(utc("2026-02-20 12:00"), tick=False):
        yield


def locked() -> tuple[Employee, PayrollLock]:
    """Return somebody who was there on the sixth and not on the fifth, and the week as paid."""
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), FIRST, LAST)
    check_in(worker, at=utc("2026-02-06 08:00"))
    check_out(worker, at=utc("2026-02-06 17:00"))
    return worker, services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)


def swapped(worker: Employee) -> None:
    """Have them there on the fifth instead: every figure stays as it was."""
    for punch in Punch.objects.filter(employee=worker):
        services.void_punch(punch=punch, reason="it was the fifth", caller=None)
    check_in(worker, at=utc("2026-02-05 08:00"))
    check_out(worker, at=utc("2026-02-05 17:00"))


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_changes_that_make_up_for_one_another_are_told() -> None:
    worker, lock = locked()
    lock.refresh_from_db()
    assert (services.differences(lock), services.is_intact(lock)) == ([], True)
    swapped(worker)
    [found] = services.differences(lock)
    assert found.paid == found.present
    fifth, sixth = date(2026, 2, 5), date(2026, 2, 6)
    assert found.days == (
        DayDifference(fifth, "ABSENT 0 min", "PRESENT 540 min"),
        DayDifference(sixth, "PRESENT 540 min", "ABSENT 0 min"),
    )
    hr = client_of(make_user((worker.site, Role.HR)))
    [told] = hr.get(f"/api/v1/payroll-locks/{lock.pk}/differences").json()
    assert told["days"][0] == {
        "day": "2026-02-05",
        "paid": "ABSENT 0 min",
        "present": "PRESENT 540 min",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_the_days_are_part_of_the_checksum() -> None:
    worker, lock = locked()
    altered: list[Any] = [None, {}, {str(worker.pk): {"2026-02-06": "ABSENT 0 min"}}]
    for days in altered:
        PayrollLock.objects.update(days=days)
        lock.refresh_from_db()
        assert not services.is_intact(lock)


@pytest.mark.django_db
@pytest.mark.usefixtures("later")
def test_a_lock_of_before_days_were_kept_is_read_by_its_figures() -> None:
    worker, lock = locked()
    lock.days, lock.checksum = None, checksum(lock.snapshot)
    lock.save(update_fields=["days", "checksum"])
    lock.refresh_from_db()
    assert services.is_intact(lock)
    swapped(worker)
    assert services.differences(lock) == []
    check_in(worker, at=utc("2026-02-07 08:00"))
    assert [one.days for one in services.differences(lock)] == [()]
