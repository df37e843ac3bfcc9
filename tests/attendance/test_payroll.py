"""A site's figures: equal to the rules, in one query, as files that cannot run, frozen when paid."""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from attendance import services
from attendance.day_parts import ShiftResult, counts_of
from attendance.models import AttendanceDay, DirtyDay, PayrollLock
from attendance.payroll_table import TITLES
from attendance.selectors.summaries import figures_of, site_summary
from attendance.vocabulary import DayStatus, Leave
from factory.core.errors import Conflict
from factory.core.spreadsheets import XLSX
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
RANGE = {"start_date": "2026-03-02", "end_date": "2026-03-08"}
URL = "/api/v1/attendance/summary"


@pytest.fixture(autouse=True)
def _later() -> Any:
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        yield


def paid_week(site: Site, **person: Any) -> Employee:
    """Return somebody with seven shifts: on time, late, early, absent the rest."""
    worker = make_employee(site, **person)
    assign(worker, make_shift(site, grace_in_minutes=0), FIRST, LAST)
    for day, came, left in ((2, "08:00", "17:00"), (3, "08:10", "17:00"), (4, "08:00", "16:00")):
        check_in(worker, at=utc(f"2026-03-0{day} {came}"))
        check_out(worker, at=utc(f"2026-03-0{day} {left}"))
    services.derive_dirty_days()
    return worker


def test_sql_counts_as_the_rules_do() -> None:
    """Any mixture of statuses and flags, several on a day: the query and ``counts_of`` agree."""
    site = default_site()
    worker, dice = make_employee(site), random.Random(11)
    rows, days = [], []
    for number in range(400):
        start = utc("2025-01-01 08:00") + timedelta(hours=number)
        first_in, last_out = (start if dice.random() < 0.6 else None for _ in range(2))
        fields: dict[str, Any] = {
            "day": FIRST + timedelta(days=dice.randrange(300)),
            "status": dice.choice(list(DayStatus)),
            "leave": dice.choice(list(Leave)),
            "is_scheduled": dice.random() < 0.8,
            "is_settled": dice.random() < 0.8,
            "first_in": first_in,
            "last_out": last_out,
            "is_late": dice.random() < 0.4,
            "is_early_exit": dice.random() < 0.4,
        }
        told = {name: fields[name] for name in fields.keys() - {"first_in", "last_out"}}
        came: dict[str, Any] = {"has_come_in": bool(first_in), "has_gone": bool(last_out)}
        days.append(ShiftResult(**told, **came))
        rows.append(
            AttendanceDay(
                site=site,
                employee=worker,
                zone="UTC",
                start=start,
                end=start,
                closes=start,
                rules_version="1",
                **fields,
            )
        )
    AttendanceDay.objects.bulk_create(rows)
    found = figures_of(worker, FIRST, FIRST + timedelta(days=300)).as_row()
    expected = asdict(counts_of(days))
    assert {name: found[name] for name in expected} == expected
    [of_site] = site_summary(site, FIRST, FIRST + timedelta(days=300))
    assert of_site.as_row() == found
    assert min(expected.values()) > 5


def test_a_sites_summary_as_json() -> None:
    site = default_site()
    worker = paid_week(site, department="Press")
    paid_week(site, department="Office")
    paid_week(make_site())
    client = client_of(make_user((site, Role.MANAGER)))
    rows = client.get(URL, RANGE).json()
    assert len(rows) == 2
    assert [row["employee_id"] for row in rows] == sorted(row["employee_id"] for row in rows)
    [row] = client.get(URL, RANGE | {"department": "Press"}).json()
    assert row == {
        "employee_id": worker.pk,
        "employee_code": worker.employee_code,
        "name": worker.name,
        "department": "Press",
        "total_days": 7,
        "decided_days": 7,
        "on_time": 1,
        "late": 1,
        "early_exits": 1,
        "present": 3,
        "absent": 4,
        "half_days": 0,
        "leave_days": 0,
        "flagged": 0,
        "late_minutes": 10,
        "worked_minutes": 540 + 530 + 480,
        "overtime_minutes": 0,
        "late_deduction_days": 0.0,
        "on_time_percentage": 14.3,
    }


@pytest.mark.parametrize("by", ["format", "accept"])
def test_a_sites_summary_as_csv_and_xlsx(by: str) -> None:
    site = default_site()
    paid_week(site, name="=cmd|' /C calc'!A0", department="@SUM(A1)")
    client = client_of(make_user((site, Role.HR)))

    def fetch(form: str, kind: str) -> Any:
        if by == "format":
            return client.get(URL, RANGE | {"format": form})
        return client.get(URL, RANGE, headers={"Accept": kind})

    answer = fetch("csv", "text/csv")
    assert answer["Content-Disposition"].endswith('.csv"')
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert tuple(header) == TITLES
    assert (row[2], row[3]) == ("'=cmd|' /C calc'!A0", "'@SUM(A1)")
    answer = fetch("xlsx", XLSX)
    assert answer["Content-Type"] == XLSX
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(TITLES)
    assert (sheet["C2"].value, sheet["E2"].value) == ("'=cmd|' /C calc'!A0", 7)
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_a_refusal_stays_a_problem_in_any_format() -> None:
    client = client_of(make_user((default_site(), Role.HR)))
    answer = client.get(URL, {"format": "csv"})
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"][0]["pointer"] == "/start_date"


def test_a_summary_is_five_queries_for_any_number_of_people() -> None:
    site = default_site()
    counts = []
    for _ in range(2):
        paid_week(site)
        assign(paid_week(site), make_shift(site, "18:00-20:00"), FIRST, FIRST)
        services.derive_dirty_days()
        with CaptureQueriesContext(connection) as queries:
            list(site_summary(site, FIRST, LAST))
        counts.append(len(queries))
    assert counts == [5, 5]


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_a_lock_keeps_what_was_paid_and_shows_what_changed_since() -> None:
    site = default_site()
    worker = paid_week(site)
    hr = client_of(make_user((site, Role.HR)))
    body = {"first": "2026-03-02", "last": "2026-03-08"}
    made = hr.post("/api/v1/payroll-locks", body)
    assert made.status_code == 201, made.content
    lock = PayrollLock.objects.get()
    assert made.json()["checksum"] == lock.checksum
    assert services.differences(lock) == []
    check_in(worker, at=utc("2026-03-05 08:00"))
    check_out(worker, at=utc("2026-03-05 17:00"))
    [found] = hr.get(f"/api/v1/payroll-locks/{lock.pk}/differences").json()
    assert found["employee_id"] == worker.pk
    assert (found["paid"]["absent"], found["present"]["absent"]) == (4, 3)
    lock.refresh_from_db()
    assert lock.snapshot[0]["absent"] == 4
    assert hr.post("/api/v1/payroll-locks", body).status_code == 409
    assert hr.delete(f"/api/v1/payroll-locks/{lock.pk}").status_code == 405


def test_an_unfinished_period_is_not_locked() -> None:
    site = default_site()
    worker = paid_week(site)
    assign(worker, make_shift(site, "18:00-20:00"), LAST, LAST)
    with pytest.raises(Conflict, match="not finished"):
        services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    services.derive_dirty_days()
    AttendanceDay.objects.filter(day=LAST).update(is_settled=False)
    with pytest.raises(Conflict, match="not finished"):
        services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        pytest.param("2026-03-20 12:00", "2026-03-01", "2026-03-31", id="the running month"),
        pytest.param("2026-03-10 12:00", "2026-04-01", "2026-04-30", id="a month to come"),
        pytest.param("2026-03-08 23:00", "2026-03-02", "2026-03-08", id="its last day is today"),
    ],
)
def test_a_period_that_is_not_over_is_not_locked(now: str, first: str, last: str) -> None:
    """Nothing that exists is unfinished, and yet days are missing."""
    site = default_site()
    with time_machine.travel(utc(now), tick=False):
        span = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
        with pytest.raises(Conflict, match="not over yet"):
            services.lock_payroll(site=site, caller=None, **span)
        hr = client_of(make_user((site, Role.HR)))
        refused = hr.post("/api/v1/payroll-locks", {"first": first, "last": last})
    assert refused.status_code == 409
    assert last in refused.json()["detail"]
    assert not PayrollLock.objects.exists()


def test_the_sites_clock_says_whether_a_period_is_over() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    with time_machine.travel(utc("2026-03-08 19:00"), tick=False):
        lock = services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    assert lock.last == LAST


def never_opened(site: Site, hours: str = "08:00-17:00") -> Employee:
    """Return somebody rostered for the week whose days have no rows and no marks."""
    worker = make_employee(site)
    assign(worker, make_shift(site, hours), FIRST, LAST)
    DirtyDay.objects.all().delete()
    assert not AttendanceDay.objects.exists()
    return worker


def test_days_that_were_never_opened_are_paid_too() -> None:
    site = default_site()
    worker = never_opened(site)
    lock = services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    [row] = lock.snapshot
    assert (row["employee_id"], row["total_days"], row["absent"]) == (worker.pk, 7, 7)
    assert services.differences(lock) == []


def test_the_last_nights_shift_must_be_over() -> None:
    site = default_site()
    never_opened(site, "22:00-06:00")
    with (
        time_machine.travel(utc("2026-03-09 03:00"), tick=False),
        pytest.raises(Conflict, match="not finished"),
    ):
        services.lock_payroll(site=site, first=FIRST, last=LAST, caller=None)
    assert not PayrollLock.objects.exists()


def test_the_command_writes_what_the_ending_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = default_site()
    worker = paid_week(site, name="Asha ☀")
    span = {"first": FIRST, "last": LAST}
    for form in ("csv", "xlsx", "json"):
        call_command("payroll", output=tmp_path / f"march.{form}", **span)
    assert "Asha ☀" in (tmp_path / "march.csv").read_text("utf-8-sig")
    [row] = json.loads((tmp_path / "march.json").read_text())
    assert (row["employee_id"], row["on_time_percentage"]) == (worker.pk, 14.3)
    sheet = load_workbook(tmp_path / "march.xlsx").active
    assert sheet is not None
    assert sheet["C2"].value == "Asha ☀"
    capsys.readouterr()
    call_command("payroll", json=True, lock=True, **span)
    written = capsys.readouterr()
    assert json.loads(written.out)[0]["total_days"] == 7
    assert PayrollLock.objects.get().checksum in written.err


@pytest.mark.parametrize(
    "words",
    [
        ["--output", "march.pdf"],
        ["--output", "no/such/folder/march.csv"],
        ["--site", "Nowhere"],
    ],
)
def test_the_command_refuses_what_it_cannot_do(words: list[str]) -> None:
    default_site()
    with pytest.raises(CommandError):
        call_command("payroll", "--from", "2026-03-02", "--to", "2026-03-08", *words)
