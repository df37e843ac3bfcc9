"""Summary, site summary, payroll file, muster roll and HR's calendar count the same days the same."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pytest
import time_machine

from attendance import services
from attendance.models import Holiday, Leave, WeeklyOff
from attendance.payroll_table import COLUMNS
from attendance.selectors.muster import muster_roll
from attendance.selectors.summaries import figures_of, site_summary
from factory.sites.models import Role
from identity.models import Employee
from tests.attendance.builders import assign, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
LONG_AFTER = "2026-03-20 12:00"


@dataclass(frozen=True, kw_only=True)
class Life:
    """One Monday of one employee; what else holds that day is a holiday, a weekly off, or joining."""

    punches: str = ""
    leave: str = ""
    hours: tuple[str, ...] = ("08:00-17:00",)
    off: str = ""
    now: str = LONG_AFTER


def case(label: str, punches: str = "", **values: Any) -> Any:
    own = {one.name for one in fields(Life)}
    life = Life(punches=punches, **{name: values.pop(name) for name in own & set(values)})
    return pytest.param(life, values, id=label)


CASES = [
    case("a whole day", "+08:00 -17:00", total_days=1, on_time=1, present=1),
    case("late", "+08:30 -17:00", total_days=1, late=1, present=1),
    case("absent", total_days=1, absent=1),
    case("a day of leave", leave="FULL", leave_days=1),
    case("worked on leave", "+08:00 -17:00", leave="FULL", leave_days=1),
    case(
        "the first half leave, the second worked",
        "+12:30 -17:00",
        leave="FIRST_HALF",
        total_days=1,
        on_time=1,
        present=0.5,
        leave_days=0.5,
        half_days=1,
    ),
    case(
        "the second half leave, late to the first",
        "+08:30 -12:30",
        leave="SECOND_HALF",
        total_days=1,
        late=1,
        present=0.5,
        leave_days=0.5,
        half_days=1,
    ),
    case(
        "half leave, absent from the rest",
        leave="SECOND_HALF",
        total_days=1,
        absent=0.5,
        leave_days=0.5,
    ),
    case(
        "half leave, only seen leaving",
        "-17:00",
        leave="FIRST_HALF",
        total_days=1,
        present=0.5,
        leave_days=0.5,
        half_days=1,
    ),
    case(
        "too little work for a whole day",
        "+08:00 -11:00",
        total_days=1,
        early_exits=1,
        present=0.5,
        absent=0.5,
        half_days=1,
    ),
    case("half leave on a holiday", leave="FIRST_HALF", off="holiday"),
    case("worked on a weekly off", "+08:00 -17:00", off="weekly"),
    case("no check-in", "-17:00", total_days=1, present=1),
    case(
        "a double shift",
        "+06:00 -14:00 +14:00 -22:00",
        hours=("06:00-14:00", "14:00-22:00"),
        total_days=1,
        on_time=1,
        present=1,
    ),
    case(
        "one shift of two",
        "+06:00 -14:00",
        hours=("06:00-14:00", "14:00-22:00"),
        total_days=1,
        present=1,
    ),
    case("in right now", "+08:00", now="2026-03-02 12:00", total_days=1, decided_days=0),
    case("not there yet", now="2026-03-02 07:00", total_days=1, decided_days=0),
    case(
        "gone for today",
        "+08:00 -17:00",
        now="2026-03-02 18:00",
        total_days=1,
        on_time=1,
        present=1,
    ),
    case("before joining", "+08:00 -17:00", off="joins"),
]


def lived(life: Life) -> Employee:
    site = default_site()
    joins = date(2026, 3, 10) if life.off == "joins" else None
    worker = make_employee(site, joined_on=joins)
    for one in life.hours:
        assign(worker, make_shift(site, one, half_day_below_minutes=240), MONDAY, MONDAY)
    if life.leave:
        row = Leave(employee=worker, from_date=MONDAY, to_date=MONDAY, part=life.leave)
        services.save_leave(leave=row, caller=None)
    if life.off == "holiday":
        services.save_holiday(holiday=Holiday(site=site, day=MONDAY, name="Holi"), caller=None)
    if life.off == "weekly":
        rest = WeeklyOff(site=site, from_date=FIRST, weeks=[[0]])
        services.save_weekly_off(weekly_off=rest, caller=None)
    rows = [
        {
            "employee_id": worker.pk,
            "at": f"2026-03-02T{one[1:]}:00",
            "direction": "IN" if one[0] == "+" else "OUT",
        }
        for one in life.punches.split()
    ]
    services.record_punches(site=site, rows=rows)
    services.derive_dirty_days()
    return worker


@pytest.mark.parametrize(("life", "counts"), CASES)
def test_all_say_the_same(life: Life, counts: dict[str, float]) -> None:
    names = ("total_days", "on_time", "late", "early_exits", "present", "absent", "leave_days")
    expected = dict.fromkeys((*names, "half_days"), 0) | counts
    expected = {"decided_days": expected["total_days"]} | expected
    with time_machine.travel(utc(life.now), tick=False):
        worker = lived(life)
        hr = client_of(make_user((worker.site, Role.HR)))
        span = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
        own = hr.get(f"/api/v1/attendance/summary/{worker.pk}", span).json()
        [one] = site_summary(worker.site, FIRST, LAST)
        calendar = hr.get(f"/admin/attendance/attendanceday/month/{worker.pk}/?month=2026-03")
        text = hr.get("/api/v1/attendance/summary", {**span, "format": "csv"})
        [line] = muster_roll(worker.site, FIRST, LAST)
    _, cells = csv.reader(io.StringIO(text.content.decode("utf-8-sig")))
    file = dict(zip(COLUMNS, cells, strict=True))
    shown = calendar.context["figures"]
    assert {name: own[name] for name in expected} == expected
    assert {name: getattr(one, name) for name in expected} == expected
    assert {name: getattr(shown, name) for name in expected} == expected
    assert {name: float(file[name]) for name in expected} == expected
    assert shown == figures_of(worker, FIRST, LAST)
    roll = {"present": "present", "absent": "absent", "leave_days": "leave", "late": "late"}
    assert {name: line.totals[title] for name, title in roll.items()} == {
        name: expected[name] for name in roll
    }
