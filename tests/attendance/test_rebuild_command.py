"""``rebuild_attendance`` says which days changed and in what, to people and to a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from attendance.day_changes import ChangeKind, DayChange, FieldChange, text_of
from attendance.models import AttendanceDay
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 8)
SPAN = {"first": FIRST, "last": LAST}
KOLKATA = ZoneInfo("Asia/Kolkata")
CAME = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("ABSENT", "ABSENT"),
        (0, "0"),
        (True, "yes"),
        (False, "no"),
        (CAME, "2026-03-02 08:00:00"),
        ([], ""),
        (["TOO_SHORT", "LONG_SPAN"], "TOO_SHORT+LONG_SPAN"),
    ],
)
def test_values_as_people_read_them(value: object, text: str) -> None:
    assert text_of(value, KOLKATA) == text


@pytest.mark.parametrize(
    ("kind", "fields", "line"),
    [
        (
            ChangeKind.CHANGED,
            (FieldChange("status", "ABSENT", "PRESENT"), FieldChange("first_in", None, CAME)),
            "E1 2026-03-02: status ABSENT → PRESENT, first_in - → 2026-03-02 08:00:00",
        ),
        (
            ChangeKind.NEW,
            (FieldChange("status", None, "ABSENT"),),
            "E1 2026-03-02: new, status - → ABSENT",
        ),
        (
            ChangeKind.GONE,
            (FieldChange("status", "LATE", None),),
            "E1 2026-03-02: gone, status LATE → -",
        ),
    ],
)
def test_a_change_is_a_line(kind: ChangeKind, fields: tuple[FieldChange, ...], line: str) -> None:
    assert DayChange(1, FIRST, kind, fields).line("E1", KOLKATA) == line


@pytest.fixture
def worker() -> Iterator[Employee]:
    """Somebody with a week of days, of which one was tampered with, one lost and one made up."""
    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        one = make_employee(default_site(), employee_code="=E1")
        assign(one, make_shift(one.site), FIRST, LAST)
        check_in(one, at=utc("2026-03-02 08:00"))
        check_out(one, at=utc("2026-03-02 17:00"))
        AttendanceDay.objects.filter(day=FIRST).update(status="ABSENT", worked_minutes=0)
        AttendanceDay.objects.filter(day=LAST).delete()
        extra = AttendanceDay.objects.get(day=date(2026, 3, 3))
        extra.pk, extra.start = None, utc("2026-03-03 20:00")
        extra.save()
        yield one


@pytest.mark.django_db
def test_people_see_each_day_that_changed(
    worker: Employee, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rebuild_attendance", **SPAN)
    counts, *lines = capsys.readouterr().out.splitlines()
    assert counts == "days: 1 created, 1 changed, 1 deleted, 5 same"
    assert lines == [
        "=E1 2026-03-02: status ABSENT → PRESENT, worked_minutes 0 → 540",
        "=E1 2026-03-08: new, status - → ABSENT",
        "=E1 2026-03-03: gone, status ABSENT → -",
    ]
    call_command("rebuild_attendance", **SPAN)
    assert capsys.readouterr().out == "days: 0 created, 0 changed, 0 deleted, 7 same\n"
    assert worker.attendance_days.count() == 7


@pytest.mark.django_db
@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("show", "shown", "more"), [(0, 0, 3), (1, 1, 2), (3, 3, 0), (20, 3, 0)])
def test_what_is_not_shown_is_counted(
    show: int, shown: int, more: int, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rebuild_attendance", show=show, **SPAN)
    lines = capsys.readouterr().out.splitlines()[1:]
    assert len([line for line in lines if line.startswith("=E1")]) == shown
    assert lines[shown:] == ([f"and {more} more"] if more else [])


@pytest.mark.django_db
@pytest.mark.usefixtures("worker")
def test_a_file_has_all_of_it_field_by_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "changes.csv"
    call_command("rebuild_attendance", csv=file, show=0, json=True, **SPAN)
    counts = capsys.readouterr().out.splitlines()
    assert counts == ['{"created": 1, "changed": 1, "deleted": 1, "same": 5, "set_aside": 0}']
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *rows = csv.reader(opened)
    assert header == ["employee_code", "day", "kind", "field", "before", "after"]
    assert rows == [
        ["'=E1", "2026-03-02", "changed", "status", "ABSENT", "PRESENT"],
        ["'=E1", "2026-03-02", "changed", "worked_minutes", "0", "540"],
        ["'=E1", "2026-03-08", "new", "status", "", "ABSENT"],
        ["'=E1", "2026-03-03", "gone", "status", "ABSENT", ""],
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("worker")
def test_a_file_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("rebuild_attendance", csv=tmp_path / "no" / "file.csv", **SPAN)
    assert AttendanceDay.objects.get(day=FIRST).status == "ABSENT"
