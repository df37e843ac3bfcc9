"""Payroll is locked by a job: in chunks, from a cursor, once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance import services
from attendance.jobs import LOCK, lock_under_way, start_lock
from attendance.models import AttendanceDay, DirtyDay, PayrollLock
from attendance.services import marks
from factory.core import jobs
from factory.core.errors import Conflict
from factory.core.leases import State
from factory.core.models import Job, User
from factory.sites.models import Role, Site
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
BODY = {"first": "2026-03-02", "last": "2026-03-08"}
URL = "/api/v1/payroll-locks"


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(marks, "_PEOPLE", {})
    monkeypatch.setattr(marks, "_FEW", 2)
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def never_opened(site: Site, people: int) -> None:
    shift = make_shift(site)
    for _ in range(people):
        assign(make_employee(site), shift, FIRST, LAST)
    DirtyDay.objects.all().delete()


def hr_of(site: Site) -> User:
    return make_user((site, Role.HR))


def started(site: Site, who: User | None = None) -> Job:
    return start_lock(site=site, first=FIRST, last=LAST, who=who or hr_of(site))


def steps(job: Job) -> Iterator[tuple[Any, jobs.Step]]:
    """Yield each cursor and the step made from it."""
    cursor = None
    while True:
        step = LOCK.step(job.params, cursor)
        yield cursor, step
        cursor = step.cursor
        if cursor is None:
            return


def test_it_goes_on_in_chunks_and_locks_at_the_end() -> None:
    site = default_site()
    never_opened(site, 5)
    job = started(site)
    found = [(step.done, step.total, PayrollLock.objects.count()) for _, step in steps(job)]
    assert found == [(2, 5, 0), (4, 5, 0), (5, 5, 0), (5, 5, 1)]
    lock = PayrollLock.objects.get()
    assert [row["absent"] for row in lock.snapshot] == [7] * 5
    assert services.differences(lock) == []


def test_a_step_may_be_repeated_from_its_cursor_and_locks_once() -> None:
    site = default_site()
    never_opened(site, 3)
    for cursor, step in steps(started(site)):
        again = LOCK.step(Job.objects.get().params, cursor)
        assert (again.cursor, again.result) == (step.cursor, step.result)
    assert PayrollLock.objects.count() == 1
    assert AttendanceDay.objects.count() == 21


def test_a_worker_that_died_after_locking_is_followed_by_one_that_says_so() -> None:
    site = default_site()
    never_opened(site, 1)
    job = started(site)
    [*_, (_, last)] = steps(job)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (State.DONE, last.result)


def test_days_that_change_meanwhile_leave_it_unlocked_with_the_reason() -> None:
    site = default_site()
    never_opened(site, 1)
    job = started(site)
    services.mark_days(site_id=site.pk, employee_ids=[None], first=FIRST, last=LAST)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "not finished yet" in job.failure
    assert lock_under_way(site, FIRST, LAST) == job
    assert not PayrollLock.objects.exists()


def test_what_is_refused_at_once_starts_no_job() -> None:
    site = default_site()
    services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    with pytest.raises(Conflict, match="locked already"):
        started(site)
    assert not Job.objects.exists()


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_the_api_answers_with_the_lock_that_the_job_made() -> None:
    site = default_site()
    never_opened(site, 3)
    hr = client_of(hr_of(site))
    made = hr.post(URL, BODY)
    assert made.status_code == 201, made.content
    lock = PayrollLock.objects.get()
    assert (made.json()["id"], made.json()["checksum"]) == (lock.pk, lock.checksum)
    assert lock.locked_by is not None
    assert lock_under_way(site, FIRST, LAST) is None
    assert hr.post(URL, BODY).status_code == 409


def test_a_request_derives_nothing_however_many_people_there_are() -> None:
    site, counts = default_site(), []
    hr = client_of(hr_of(site))
    # The first request also learns who asks.
    for people in (1, 1, 6):
        never_opened(site, people)
        with CaptureQueriesContext(connection) as queries:
            answer = hr.post(URL, BODY, headers={"Prefer": "respond-async"})
        counts.append((len(queries), answer.status_code))
    assert counts[1] == counts[2] == (counts[1][0], 202)
    assert not AttendanceDay.objects.exists()
    assert set(Job.objects.values_list("state", flat=True)) == {State.PENDING}


def test_hr_sees_how_far_it_is_and_why_it_came_to_nothing() -> None:
    site = default_site()
    never_opened(site, 3)
    user = hr_of(site)
    hr = client_of(user)
    page = "/admin/attendance/attendanceday/payroll/?month=2026-02"
    span = {"first": date(2026, 2, 1), "last": date(2026, 2, 28)}
    assert "Lock February 2026" not in hr.post(page, follow=True).content.decode()
    job = Job.objects.get()
    assert (job.params["first"], job.params["last"]) == ("2026-02-01", "2026-02-28")
    shown = hr.get(page).content.decode()
    assert "Being locked" in shown
    Job.objects.update(state=State.FAILED, failure="Conflict: Days wait.")
    shown = hr.get(page).content.decode()
    assert "came to nothing: Conflict: Days wait." in shown
    assert lock_under_way(site, **span) is not None
