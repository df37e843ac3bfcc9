"""Rosters, holidays and leave from files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance import services
from attendance.importing.cells import required, required_day, saved
from attendance.models import Holiday, Leave, Shift, ShiftAssignment, ShiftPattern
from attendance.vocabulary import Leave as Part
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong
from identity.models import Employee

CODE = Column("employee_code", "as HR writes it", "E0042", required=True, aliases=("code",))
PARTS = [(one.value, one.value.replace("_", " ")) for one in Part if one is not Part.NONE]


@dataclass(frozen=True, slots=True)
class _People:
    """The site's employees whom a batch names, and their rows by the day on which they begin."""

    by_code: dict[str, Employee]
    rows: dict[tuple[int, date], Any]

    def of(self, row: Row) -> Employee:
        employee = self.by_code.get(required(row, "employee_code"))
        if employee is None:
            raise wrong("Nobody at this site has this code.", "employee_code")
        return employee

    def begun(self, employee: Employee, first: date) -> Any:
        return self.rows.get((employee.pk, first))


def _people(batch: Batch, model: type[ShiftAssignment | Leave]) -> _People:
    codes = {row.text("employee_code") for row in batch.rows}
    people = Employee.objects.filter(site=batch.site, employee_code__in=codes)
    by_code = {one.employee_code: one for one in people.select_related("site")}
    rows = model.objects.filter(site=batch.site, employee__in=by_code.values())
    return _People(by_code, {(one.employee_id, one.from_date): one for one in rows})


def take_roster(batch: Batch) -> list[Verdict]:
    """Give people shifts or patterns for spans of days; overlapping hours are the row's error."""
    people = _people(batch, ShiftAssignment)
    work = _by_name(batch, Shift) | _by_name(batch, ShiftPattern)

    def act(row: Row) -> Outcome:
        employee, name = people.of(row), required(row, "shift")
        if name not in work:
            raise wrong("No shift or pattern of this site has this name.", "shift")
        first = required_day(row, "from_date")
        asked = work[name]
        values = {
            "shift": asked if isinstance(asked, Shift) else None,
            "pattern": asked if isinstance(asked, ShiftPattern) else None,
            "to_date": row.day("to_date"),
            "start_week": row.whole("start_week") or 1,
        }
        known = people.begun(employee, first)
        assignment = known or ShiftAssignment(employee=employee, from_date=first)
        return saved(
            assignment,
            values,
            lambda: services.save_assignment(assignment=assignment, caller=batch.caller),
        )

    return batch.each(act)


def _by_name(batch: Batch, model: type[Shift | ShiftPattern]) -> dict[str, Shift | ShiftPattern]:
    names = {row.text("shift") for row in batch.rows}
    return {one.name: one for one in model.objects.filter(site=batch.site, name__in=names)}


def take_holidays(batch: Batch) -> list[Verdict]:
    """Close the site on days."""
    known = {one.day: one for one in Holiday.objects.filter(site=batch.site)}

    def act(row: Row) -> Outcome:
        day = required_day(row, "day")
        holiday = known.get(day) or Holiday(site=batch.site, day=day)
        return saved(
            holiday,
            {"name": required(row, "name")},
            lambda: services.save_holiday(holiday=holiday, caller=batch.caller),
        )

    return batch.each(act)


def take_leave(batch: Batch) -> list[Verdict]:
    """Grant leave, whole days or half of one."""
    people = _people(batch, Leave)

    def act(row: Row) -> Outcome:
        employee, first = people.of(row), required_day(row, "from_date")
        values = {
            "to_date": row.day("to_date") or first,
            "part": row.choice("part", PARTS) or Part.FULL.value,
            "kind": row.text("kind", most=40) or "leave",
            "note": row.text("note", most=300),
        }
        known = people.begun(employee, first)
        leave = known or Leave(employee=employee, from_date=first)
        return saved(leave, values, lambda: services.save_leave(leave=leave, caller=batch.caller))

    return batch.each(act)


ROSTER = Importer(
    name="attendance.roster",
    title="Rosters",
    perm="attendance.add_shiftassignment",
    columns=(
        CODE,
        Column("shift", "a shift's or a pattern's name", "Morning", required=True),
        Column("from_date", "first day", "2026-01-05", required=True),
        Column("to_date", "last day; empty: until further notice", "2026-02-01"),
        Column("start_week", "the week of the pattern in which the first day lies", "1"),
    ),
    key=("employee_code", "from_date"),
    take=take_roster,
)
HOLIDAYS = Importer(
    name="attendance.holidays",
    title="Holidays",
    perm="attendance.add_holiday",
    columns=(
        Column("day", "", "2026-01-26", required=True),
        Column("name", "", "Republic Day", required=True),
    ),
    key=("day",),
    take=take_holidays,
)
LEAVE = Importer(
    name="attendance.leave",
    title="Leave",
    perm="attendance.add_leave",
    columns=(
        CODE,
        Column("from_date", "first day", "2026-01-12", required=True),
        Column("to_date", "last day; empty: one day", "2026-01-14"),
        Column("part", "FULL, FIRST_HALF or SECOND_HALF", "FULL"),
        Column("kind", "casual, sick, earned ...", "sick"),
        Column("note"),
    ),
    key=("employee_code", "from_date"),
    take=take_leave,
)
