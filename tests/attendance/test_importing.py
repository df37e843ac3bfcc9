"""Shifts, rosters, holidays and leave from rows: new, changed, the same, and each row's error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest

from attendance.importing import HOLIDAYS, LEAVE, ROSTER, SHIFTS
from attendance.models import Holiday, Leave, Shift, ShiftAssignment, ShiftPattern
from attendance.services import save_pattern
from factory.exchange.importers import Batch, Importer
from factory.exchange.rows import Row
from tests.attendance.builders import make_employee, make_shift
from tests.builders import default_site, make_site

pytestmark = pytest.mark.django_db


def taken(importer: Importer, *rows: Mapping[str, str]) -> list[Any]:
    """Return each row's outcome, or the columns that are wrong with it."""
    numbered = [Row(number, values) for number, values in enumerate(rows, start=2)]
    verdicts = importer.take(Batch(default_site(), numbered, None))
    return [list(one.errors) if one.errors else one.outcome.value for one in verdicts]


MORNING = {"name": "Morning", "start": "06:00", "end": "14:00"}


def test_shifts() -> None:
    assert taken(SHIFTS, MORNING | {"grace_in_minutes": "10", "colour": "#ff0000"}) == ["new"]
    shift = Shift.objects.get(name="Morning")
    version = shift.versions.get()
    assert (version.start, version.end, version.grace_in_minutes) == (time(6), time(14), 10)
    assert shift.colour == "#ff0000"
    assert taken(SHIFTS, MORNING) == ["same"]
    later = MORNING | {"start": "06:30", "effective_from": "01/06/2026"}
    assert taken(SHIFTS, later) == ["changed"]
    assert taken(SHIFTS, later) == ["same"]
    dates = list(shift.versions.values_list("effective_from", flat=True))
    assert dates == [date(2026, 6, 1), date(2000, 1, 1)]
    assert shift.versions.get(effective_from=date(2026, 6, 1)).grace_in_minutes == 10


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"name": ""}, ["name"]),
        ({"start": "6 o'clock"}, ["start"]),
        ({"end": ""}, ["end"]),
        ({"break_minutes": "-5"}, ["break_minutes"]),
        ({"break_minutes": "soon"}, ["break_minutes"]),
        ({"colour": "red"}, ["colour"]),
        ({"effective_from": "someday"}, ["effective_from"]),
    ],
)
def test_wrong_shifts(changes: dict[str, str], columns: list[str]) -> None:
    assert taken(SHIFTS, MORNING | changes, MORNING | {"name": "Good"}) == [columns, "new"]


def test_rosters_of_shifts_and_patterns() -> None:
    site = default_site()
    asha, ravi = make_employee(site), make_employee(site)
    early, late = (
        make_shift(site, "06:00-14:00", name="E"),
        make_shift(site, "14:00-22:00", name="L"),
    )
    rotating = ShiftPattern(site=site, name="Two shifts", weeks=2)
    days = {(0, 0): early, (1, 0): late}
    save_pattern(pattern=rotating, shifts=days, caller=None)
    row = {"employee_code": asha.employee_code, "shift": "E", "from_date": "2026-01-05"}
    turns = {
        "employee_code": ravi.employee_code,
        "shift": "Two shifts",
        "from_date": "2026-01-05",
        "start_week": "2",
    }
    assert taken(ROSTER, row, turns) == ["new", "new"]
    assert taken(ROSTER, row, turns) == ["same", "same"]
    ended = row | {"to_date": "2026-02-01"}
    assert taken(ROSTER, ended) == ["changed"]
    assert ShiftAssignment.objects.get(employee=asha).to_date == date(2026, 2, 1)
    assert ShiftAssignment.objects.get(employee=ravi).start_week == 2
    wrong = [
        row | {"employee_code": "nobody"},
        row | {"shift": "none"},
        row | {"from_date": ""},
        row | {"from_date": "2026-01-20", "to_date": "2026-01-10"},
        row | {"from_date": "2026-01-20"},
        turns | {"start_week": "3"},
    ]
    assert taken(ROSTER, *wrong) == [
        ["employee_code"],
        ["shift"],
        ["from_date"],
        [""],
        [""],
        ["start_week"],
    ]


def test_people_and_shifts_of_other_sites_do_not_exist() -> None:
    other = make_site()
    stranger, shift = make_employee(other), make_shift(other, name="There")
    mine = make_employee(default_site())
    make_shift(default_site(), name="Here")
    row = {"shift": "Here", "from_date": "2026-01-05"}
    assert taken(ROSTER, row | {"employee_code": stranger.employee_code}) == [["employee_code"]]
    there = {"employee_code": mine.employee_code, "shift": shift.name}
    assert taken(ROSTER, row | there) == [["shift"]]


def test_holidays() -> None:
    row = {"day": "26-Jan-2026", "name": "Republic Day"}
    assert taken(HOLIDAYS, row, {"day": "", "name": "x"}) == ["new", ["day"]]
    assert taken(HOLIDAYS, row, {"day": "2026-08-15", "name": ""}) == ["same", ["name"]]
    assert taken(HOLIDAYS, row | {"name": "Republic"}) == ["changed"]
    assert Holiday.objects.get().name == "Republic"


def test_leave() -> None:
    worker = make_employee(default_site())
    row = {"employee_code": worker.employee_code, "from_date": "2026-01-12", "kind": "sick"}
    assert taken(LEAVE, row) == ["new"]
    assert taken(LEAVE, row | {"part": "first half"}) == ["changed"]
    assert taken(LEAVE, row | {"part": "FIRST_HALF"}) == ["same"]
    leave = Leave.objects.get()
    assert (leave.to_date, leave.part, leave.kind) == (date(2026, 1, 12), "FIRST_HALF", "sick")
    overlap = row | {"from_date": "2026-01-10", "to_date": "2026-01-14"}
    assert taken(LEAVE, overlap, row | {"part": "most"}) == [[""], ["part"]]


def test_the_halves_of_a_day_are_leave_of_two_kinds() -> None:
    worker = make_employee(default_site())
    day = {"employee_code": worker.employee_code, "from_date": "2026-01-12"}
    first = day | {"part": "FIRST_HALF", "kind": "casual"}
    second = day | {"part": "second half", "kind": "sick"}
    assert taken(LEAVE, first, second) == ["new", "new"]
    assert taken(LEAVE, second, first | {"kind": "earned"}) == ["same", "changed"]
    assert taken(LEAVE, day) == [[""]]
    assert set(Leave.objects.values_list("part", "kind")) == {
        ("FIRST_HALF", "earned"),
        ("SECOND_HALF", "sick"),
    }
