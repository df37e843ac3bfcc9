"""A summary derives a bounded share of what is marked, says what is left, and rings for the worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import AttendanceDay, DirtyDay, Holiday, Punch
from attendance.services import asked_days
from factory.sites.models import Role
from identity.models import Employee
from tests.attendance.builders import assign, check_in, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def _on_the_4th() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


@pytest.fixture
def worker() -> Employee:
    """Somebody of whom a year is marked."""
    found = make_employee(default_site())
    assign(found, make_shift(found.site), date(2025, 3, 3))
    return found


def asked(worker: Employee, first: date = FIRST) -> dict[str, Any]:
    client = client_of(make_user((worker.site, Role.HR)))
    days = {"start_date": first.isoformat(), "end_date": LAST.isoformat()}
    answer: dict[str, Any] = client.get(f"/api/v1/attendance/summary/{worker.pk}", days).json()
    return answer


def test_what_is_left_is_said_and_rung_for(
    worker: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(asked_days, "ring", rung.append)
    with monkeypatch.context() as patch:
        patch.setattr(asked_days, "SECONDS", -1)
        answer = asked(worker, date(2025, 4, 10))
    # A month was done, and is kept.
    assert (answer["pending"], answer["decided_days"]) == (True, 31)
    assert rung == ["attendance.derive_dirty_days"]
    assert AttendanceDay.objects.count() == 31
    services.derive_dirty_days()
    answer = asked(worker, date(2025, 4, 10))
    assert (answer["pending"], answer["decided_days"]) == (False, 328)


def test_the_asked_days_come_first_whatever_else_is_marked(worker: Employee) -> None:
    check_in(worker, at=utc("2026-03-02 08:00"))
    services.mark_days(
        site_id=worker.site_id, employee_ids=[worker.pk], first=date(2010, 1, 1), last=None
    )
    services.check_out(employee_id=worker.pk, at=utc("2026-03-02 17:00"))
    answer = asked(worker)
    assert (answer["pending"], answer["on_time"], answer["absent"]) == (False, 1, 2)
    # The year's mark is longer than what was asked for; the others are done with.
    assert DirtyDay.objects.get().first == date(2010, 1, 1)
    assert asked(worker)["on_time"] == 1


def test_days_that_cannot_be_derived_are_pending(worker: Employee) -> None:
    services.derive_dirty_days()
    services.check_in(employee_id=worker.pk, at=utc("2026-03-02 08:00"))
    Punch.objects.update(shift_data={"start_time": "whenever"})
    answer = asked(worker)
    assert (answer["pending"], answer["absent"]) == (True, 3)
    assert DirtyDay.objects.set_aside().exists()


def test_marks_outside_the_range_are_no_matter(worker: Employee) -> None:
    services.derive_dirty_days()
    mark = DirtyDay.objects.create(
        site=worker.site, first=date(2026, 4, 1), last=date(2026, 4, 1), employee=worker, reason="?"
    )
    assert asked(worker)["pending"] is False
    DirtyDay.objects.filter(pk=mark.pk).update(first=LAST)
    assert asked(worker)["pending"] is True


def test_what_changed_for_everybody_waits_for_the_worker(worker: Employee) -> None:
    services.derive_dirty_days()
    holiday = Holiday(site=worker.site, day=date(2026, 3, 2), name="Holi")
    services.save_holiday(holiday=holiday, caller=None)
    assert asked(worker)["pending"] is True
    services.derive_dirty_days()
    answer = asked(worker)
    assert (answer["pending"], answer["absent"]) == (False, 2)
