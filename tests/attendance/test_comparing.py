"""A lock of many people is compared by the worker; the page shows what is known, and its own rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import services
from attendance.admin.pages import payroll
from attendance.models import PayrollComparison, PayrollLock
from attendance.selectors.summaries import site_summary
from attendance.services import comparing
from attendance.tasks import compare_lock
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False) as travelled:
        yield travelled


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have every lock be one of many people, and collect those a worker was rung for."""
    heard: list[int] = []
    monkeypatch.setattr(comparing, "AT_ONCE", 0)
    monkeypatch.setattr(comparing, "ring", lambda _task, pk: heard.append(pk))
    return heard


def locked(people: int = 1) -> tuple[PayrollLock, list[Employee]]:
    site = default_site()
    workers = [make_employee(site) for _ in range(people)]
    for worker in workers:
        assign(worker, make_shift(site), FIRST)
    services.derive_dirty_days()
    return services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None), workers


def corrected(worker: Employee) -> None:
    check_in(worker, at=utc("2026-03-02 08:00"))
    check_out(worker, at=utc("2026-03-02 17:00"))
    services.derive_dirty_days()


def desk(site: Site) -> Client:
    client = Client()
    client.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
    return client


def shown(client: Client, **asked: Any) -> str:
    url = reverse("admin:attendance_payroll")
    return str(client.get(url, {"month": "2026-03", **asked}).content.decode())


def test_of_many_people_the_page_shows_what_the_worker_found(clock: Any, rings: list[int]) -> None:
    lock, [worker] = locked()
    hr = desk(lock.site)
    assert "Nothing has changed since." in shown(hr)
    assert rings == [], "it has just been locked"
    corrected(worker)
    clock.shift(timedelta(minutes=3))
    page = shown(hr)
    assert "Nothing has changed since." in page
    assert "Compared on 2 April, 12:00." in page
    shown(hr)
    assert rings == [lock.pk], "asked for once, however many look"
    compare_lock(lock.pk)
    assert "1 employee's figures or days have changed since." in shown(hr).replace("&#x27;", "'")
    change = reverse("admin:attendance_payrolllock_change", args=[lock.pk])
    told = hr.get(change).content.decode()
    assert f"{worker.name} ({worker.employee_code}): on time 0 → 1" in told
    assert "compared on 2026-04-02 12:03" in told


def test_the_page_reads_nothing_that_was_frozen(rings: list[int]) -> None:
    lock, _ = locked()
    hr = desk(lock.site)
    shown(hr)
    with CaptureQueriesContext(connection) as queries:
        shown(hr)
    assert rings == []
    assert not [one for one in queries if '"snapshot"' in one["sql"]]


def test_a_lock_of_before_is_compared_when_somebody_looks(rings: list[int]) -> None:
    lock, _ = locked()
    PayrollComparison.objects.all().delete()
    hr = desk(lock.site)
    assert "Being compared with today" in shown(hr)
    assert rings == [lock.pk]
    compare_lock(lock.pk)
    page = shown(hr)
    assert "Nothing has changed since." in page
    assert "altered the database" not in page
    change = reverse("admin:attendance_payrolllock_change", args=[lock.pk])
    assert "nothing<br>compared on 2026-04-02 12:00" in hr.get(change).content.decode()


def test_of_few_people_it_is_as_of_now() -> None:
    lock, [worker] = locked()
    hr = desk(lock.site)
    assert "Nothing has changed since." in shown(hr)
    corrected(worker)
    page = shown(hr)
    assert "Nothing has changed since." not in page
    assert "Compared on" not in page


def test_a_page_asks_for_the_figures_of_its_own_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payroll, "LINES", 1)
    asked: list[Any] = []

    def counted(*args: Any, among: Any, **kwargs: Any) -> Any:
        asked.append(among)
        return site_summary(*args, among=among, **kwargs)

    monkeypatch.setattr(payroll, "site_summary", counted)
    lock, workers = locked(2)
    hr = desk(lock.site)
    for number, worker in enumerate(sorted(workers, key=lambda one: one.employee_code), start=1):
        page = shown(hr, page=number)
        assert [one.name in page for one in workers] == [one == worker for one in workers]
        assert f"page {number} of 2" in page
        assert asked.pop() == [worker.pk]
