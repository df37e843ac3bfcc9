"""Payroll periods that are no calendar months: lateness is counted within them, everywhere alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from attendance import services
from attendance.models import LatePolicy
from attendance.payroll_periods import PayrollPeriods
from attendance.selectors.muster import muster_roll
from attendance.selectors.summaries import figures_of, site_summary
from factory.sites.models import Role, Site, SiteSetting
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

A_DAY = timedelta(days=1)
FROM_26TH = PayrollPeriods(((date(2026, 1, 1), 26),))


@pytest.mark.parametrize(
    ("periods", "day", "first", "last"),
    [
        pytest.param(PayrollPeriods(), "2026-02-14", "2026-02-01", "2026-02-28", id="months"),
        pytest.param(FROM_26TH, "2026-03-25", "2026-02-26", "2026-03-25", id="last day"),
        pytest.param(FROM_26TH, "2026-03-26", "2026-03-26", "2026-04-25", id="first day"),
        pytest.param(FROM_26TH, "2026-01-03", "2026-01-01", "2026-01-25", id="a short one first"),
        pytest.param(FROM_26TH, "2025-12-31", "2025-12-01", "2025-12-31", id="before the change"),
        pytest.param(
            PayrollPeriods(((date(2026, 1, 27), 26),)),
            "2026-02-03",
            "2026-02-01",
            "2026-02-25",
            id="changed just too late",
        ),
        pytest.param(
            PayrollPeriods(((date(2020, 1, 1), 26), (date(2026, 3, 1), 1))),
            "2026-03-10",
            "2026-03-01",
            "2026-03-31",
            id="back to months",
        ),
        pytest.param(
            PayrollPeriods(((date(2020, 1, 1), 26), (date(2026, 3, 2), 1))),
            "2026-03-27",
            "2026-03-26",
            "2026-03-31",
            id="the rest of the month",
        ),
        pytest.param(
            PayrollPeriods(((date(2020, 1, 1), 28),)),
            "2024-02-29",
            "2024-02-28",
            "2024-03-27",
            id="a leap year",
        ),
    ],
)
def test_a_day_lies_in_a_period(periods: PayrollPeriods, day: str, first: str, last: str) -> None:
    found = periods.period_of(date.fromisoformat(day))
    assert [one.isoformat() for one in found] == [first, last]


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
changes = st.lists(st.tuples(days, st.integers(1, 28)), max_size=3).map(sorted).map(tuple)


@given(changes, days)
def test_periods_follow_one_another_and_none_is_longer_than_a_month(
    changes: tuple[tuple[date, int], ...], day: date
) -> None:
    periods = PayrollPeriods(changes)
    first, last = periods.period_of(day)
    assert first <= day <= last
    assert (last - first).days <= 30
    assert periods.period_of(last + A_DAY)[0] == last + A_DAY
    assert periods.period_of(first - A_DAY)[1] == first - A_DAY
    assert periods.period_of(first) == (first, last)


FIRST, LAST = date(2026, 2, 26), date(2026, 3, 25)


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that pays from the 26th to the 25th, with half a day for every third late."""
    with time_machine.travel(utc("2026-04-02 12:00"), tick=False):
        found = default_site()
        policy = LatePolicy(site=found, from_date=date(2026, 1, 1))
        services.save_late_policy(policy=policy, caller=None)
        SiteSetting.objects.create(
            site=found, name="attendance.payroll_first_day", value=26, since=utc("2026-01-01 00:00")
        )
        yield found


def late(site: Site, *on: str, minutes: int = 20, **fields: Any) -> Employee:
    worker = make_employee(site, **fields)
    assign(worker, make_shift(site), date(2026, 2, 23), date(2026, 4, 1))
    for day in on:
        check_in(worker, at=utc(f"{day} 08:{minutes}"))
        check_out(worker, at=utc(f"{day} 17:00"))
    return worker


def answers(worker: Employee, first: date, last: date) -> set[float]:
    """Return what summary, payroll and muster roll say of it; from the API's summary and file too."""
    site = worker.site
    client = client_of(make_user((site, Role.HR)))
    query = {"start_date": first.isoformat(), "end_date": last.isoformat()}
    one = client.get(f"/api/v1/attendance/summary/{worker.pk}", query).json()
    rows = client.get("/api/v1/attendance/summary", query).json()
    roll = client.get("/api/v1/attendance/muster-roll", query).json()
    return {
        figures_of(worker, first, last).late_deduction_days,
        *(
            row.late_deduction_days
            for row in site_summary(site, first, last)
            if row.employee_id == worker.pk
        ),
        *(
            line.late_deduction_days
            for line in muster_roll(site, first, last)
            if line.employee_id == worker.pk
        ),
        one["late_deduction_days"],
        *(row["late_deduction_days"] for row in rows if row["employee_id"] == worker.pk),
        *(r["totals"]["late_deduction_days"] for r in roll if r["employee_id"] == worker.pk),
    }


@pytest.mark.django_db
def test_three_lates_of_one_period_cost_half_a_day_over_the_end_of_a_month(site: Site) -> None:
    worker = late(site, "2026-02-26", "2026-03-02", "2026-03-25")
    assert answers(worker, FIRST, LAST) == {0.5}
    # What two spans share, each counts for itself.
    assert answers(worker, date(2026, 3, 1), LAST) == {0}


@pytest.mark.django_db
def test_three_lates_of_one_month_but_two_periods_cost_nothing(site: Site) -> None:
    worker = late(site, "2026-03-02", "2026-03-25", "2026-03-26")
    assert answers(worker, date(2026, 3, 1), date(2026, 3, 31)) == {0}
    assert answers(worker, FIRST, LAST) == {0}


@pytest.mark.django_db
def test_of_two_shifts_on_a_day_the_day_counts_once_and_departments_their_own(site: Site) -> None:
    policy = LatePolicy(site=site, department="Paint", every=1, from_date=date(2026, 3, 1))
    services.save_late_policy(policy=policy, caller=None)
    painter = late(site, "2026-02-26", "2026-03-02", "2026-03-03", department="Paint")
    evening = make_shift(site, "18:00-20:00")
    assign(painter, evening, date(2026, 3, 2), date(2026, 3, 2))
    check_in(painter, at=utc("2026-03-02 18:30"))
    assert answers(painter, FIRST, LAST) == {1.0}


@pytest.mark.django_db
def test_pages_go_by_the_period_that_ends_in_the_month(site: Site) -> None:
    late(site, "2026-02-26", "2026-03-02", "2026-03-25")
    page = Client()
    page.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
    for name in ("payroll", "muster"):
        shown = page.get(reverse(f"admin:attendance_{name}"), {"month": "2026-03"}).content.decode()
        assert "26 Feb to 25 Mar 2026" in shown
        assert "start_date=2026-02-26&amp;end_date=2026-03-25&amp;format=xlsx" in shown
