"""The muster roll: codes, totals, files and a fixed number of queries."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from attendance.day_parts import ShiftResult
from attendance.muster import LEGEND, MusterLine, MusterShift, summed
from attendance.selectors.muster import muster_roll
from attendance.vocabulary import DayStatus, Leave
from factory.core.spreadsheets import harmless
from factory.sites.models import Role
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

DAY = date(2026, 3, 2)
URL = "/api/v1/attendance/muster-roll"
RANGE = {"start_date": "2026-03-02", "end_date": "2026-03-04"}


def one(
    status: str, *, leave: Leave = Leave.NONE, late: bool = False, came: bool = True, extra: int = 0
) -> MusterShift:
    result = ShiftResult(
        day=DAY,
        status=DayStatus(status),
        leave=leave,
        is_scheduled=status not in {"HOLIDAY", "WEEKLY_OFF"},
        has_come_in=came,
        has_gone=came,
        is_late=late,
    )
    return MusterShift(result, extra)


def line_of(*shifts: MusterShift) -> MusterLine:
    line = MusterLine(1, "E1", "Asha", "Paint")
    for shift in shifts:
        line.add(shift)
    return line


@pytest.mark.parametrize(
    ("shift", "code", "amounts"),
    [
        (one("PRESENT", extra=30), "P", {"present": 1, "overtime_minutes": 30}),
        (one("LATE", late=True), "PL", {"present": 1, "late": 1}),
        (one("EARLY_EXIT"), "PE", {"present": 1}),
        (one("HALF_DAY"), "HD", {"present": 0.5, "absent": 0.5}),
        (one("HALF_DAY", leave=Leave.FIRST_HALF), "HL", {"present": 0.5, "leave": 0.5}),
        (one("HALF_DAY", late=True), "HD", {"present": 0.5, "absent": 0.5, "late": 1}),
        (one("ABSENT", came=False), "A", {"absent": 1}),
        (one("ABSENT", leave=Leave.SECOND_HALF, came=False), "AL", {"absent": 0.5, "leave": 0.5}),
        (one("ON_LEAVE", leave=Leave.FULL, came=False), "L", {"leave": 1}),
        (one("ON_LEAVE", leave=Leave.FULL), "L*", {"leave": 1}),
        (one("HOLIDAY", came=False), "H", {"holiday": 1}),
        (one("HOLIDAY", extra=480), "H*", {"holiday": 1, "overtime_minutes": 480}),
        (one("WEEKLY_OFF", came=False), "WO", {"weekly_off": 1}),
        (one("WEEKLY_OFF"), "WO*", {"weekly_off": 1}),
        (one("INCOMPLETE"), "M", {"present": 1}),
        (one("EXPECTED", came=False), "·", {}),
    ],
)
def test_codes_and_what_they_add_up_to(
    shift: MusterShift, code: str, amounts: dict[str, float]
) -> None:
    line = line_of(shift)
    assert line.cells([DAY]) == [code]
    assert {name: number for name, number in line.totals.items() if number} == amounts


def test_two_shifts_of_a_day_share_a_cell_and_are_one_day_and_lines_add_up() -> None:
    line = line_of(one("PRESENT", extra=20), one("LATE", late=True, extra=10))
    assert line.cells([DAY, date(2026, 3, 3)]) == ["P+PL", ""]
    assert (line.totals["present"], line.totals["late"]) == (1, 1)
    assert line_of(one("HOLIDAY"), one("HOLIDAY")).totals["holiday"] == 1
    totals = summed([line, line])
    assert (totals["present"], totals["overtime_minutes"]) == (2, 60)


def crew(department: str) -> Employee:
    site = default_site()
    worker = make_employee(site, department=department, name="=1+1")
    assign(worker, make_shift(site), DAY, date(2026, 3, 4))
    check_in(worker, at=utc("2026-03-02 08:00"))
    check_out(worker, at=utc("2026-03-02 17:00"))
    return worker


@pytest.mark.django_db
def test_the_roll_as_json_csv_and_xlsx() -> None:
    worker = crew("Paint")
    crew("Stores")
    client = client_of(make_user((default_site(), Role.HR)))
    [line] = client.get(URL, RANGE | {"department": "Paint"}).json()
    assert line["codes"] == {"2026-03-02": "P", "2026-03-03": "A", "2026-03-04": "A"}
    assert (line["totals"]["present"], line["totals"]["absent"]) == (1, 2)
    assert len(client.get(URL, RANGE).json()) == 2
    text = client.get(URL, RANGE | {"format": "csv"}).content.decode("utf-8-sig")
    header, first, _ = csv.reader(io.StringIO(text))
    assert header[:5] == ["Code", "Name", "Department", "02 Mon", "03 Tue"]
    assert first[:6] == [worker.employee_code, "'=1+1", "Paint", "P", "A", "A"]
    asked = {"format": "xlsx", "department": "Paint"}
    data = client.get(URL, RANGE | asked).content
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [sheet["D2"].value, sheet["G2"].value, sheet["H2"].value] == ["P", 1, 2]
    assert (sheet["N1"].value, sheet["N2"].value) == ("Overtime minutes", 0)
    pages_say = f"Muster roll of {default_site()}, Paint, 2026-03-02 to 2026-03-04"
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.left.text == pages_say


@pytest.mark.parametrize("code", [code for code, _ in LEGEND])
def test_no_code_is_taken_for_a_formula(code: str) -> None:
    assert harmless(code) == code


@pytest.mark.django_db
def test_a_roll_of_another_site_is_not_there_and_a_year_is_too_wide() -> None:
    client = client_of(make_user((default_site(), Role.HR)))
    assert client.get(URL, RANGE | {"site": make_site().pk}).status_code == 404
    wide = {"start_date": "2026-01-01", "end_date": "2026-03-31"}
    assert client.get(URL, wide).status_code == 400


@pytest.mark.django_db
def test_the_roll_takes_three_queries_for_any_number_of_people() -> None:
    site, counts = default_site(), []
    for _ in range(2):
        crew("Paint")
        with CaptureQueriesContext(connection) as queries:
            list(muster_roll(site, DAY, date(2026, 3, 4), page=slice(0, 200)))
        counts.append(len(queries))
    assert counts == [3, 3]
