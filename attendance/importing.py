"""Shifts, rosters, holidays and leave from files: what each row means, and the service that it calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from attendance import services
from attendance.models import Holiday, Leave, Shift, ShiftAssignment, ShiftPattern, ShiftVersion
from attendance.models.shifts import ALWAYS
from attendance.vocabulary import Leave as Part
from factory.core import clock
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong
from identity.models import Employee

MINUTES = (
    *("grace_in_minutes", "grace_out_minutes", "before_minutes", "after_minutes"),
    *("break_minutes", "half_day_below_minutes", "absent_below_minutes"),
    *("overtime_before_from_minutes", "overtime_after_from_minutes", "overtime_cap_minutes"),
)
_NULLABLE = frozenset(MINUTES[-3:])
CODE = Column("employee_code", "as HR writes it", "E0042", required=True, aliases=("code",))
PARTS = [(one.value, one.value.replace("_", " ")) for one in Part if one is not Part.NONE]


def take_shifts(batch: Batch) -> list[Verdict]:
    """Make shifts, and new versions of those that ask something else from a date on."""
    named = {row.text("name") for row in batch.rows}
    known = {one.name: one for one in Shift.objects.filter(site=batch.site, name__in=named)}

    def act(row: Row) -> Outcome:
        values = _asked(row)
        since = row.day("effective_from")
        shift = known.get(_required(row, "name"))
        if shift is None:
            services.define_shift(
                site=batch.site,
                name=row.text("name", most=80),
                caller=batch.caller,
                effective_from=since or ALWAYS,
                **values,
            )
            return Outcome.NEW
        since = since or clock.local_day(batch.site.zone)
        if not _is_news(shift, since, values):
            return Outcome.SAME
        services.alter_shift(shift=shift, effective_from=since, caller=batch.caller, **values)
        return Outcome.CHANGED

    return batch.each(act)


def _asked(row: Row) -> dict[str, Any]:
    """Return the columns of the shift that the file has; an empty number is the default's."""
    values: dict[str, Any] = {name: _required_hour(row, name) for name in ("start", "end")}
    numbers = {name: row.whole(name) for name in MINUTES if row.has(name)}
    for name, number in numbers.items():
        if number is not None and number < 0:
            raise wrong("Not below 0.", name)
    values |= {
        name: number for name, number in numbers.items() if number is not None or name in _NULLABLE
    }
    return values | ({"colour": row.text("colour")} if row.text("colour") else {})


def _required_hour(row: Row, column: str) -> time:
    hour = row.hour(column)
    if hour is None:
        raise wrong("Required, such as 08:00.", column)
    return hour


def _is_news(shift: Shift, since: date, values: dict[str, Any]) -> bool:
    version: ShiftVersion | None = shift.versions.filter(effective_from__lte=since).first()
    if version is None:
        return True
    asked = {name: value for name, value in values.items() if name != "colour"}
    is_recoloured = values.get("colour", shift.colour) != shift.colour
    return is_recoloured or any(getattr(version, name) != one for name, one in asked.items())


@dataclass(frozen=True, slots=True)
class _People:
    """The site's employees whom a batch names, and their rows by the day on which they begin."""

    by_code: dict[str, Employee]
    rows: dict[tuple[int, date], Any]

    def of(self, row: Row) -> Employee:
        employee = self.by_code.get(_required(row, "employee_code"))
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
        employee, name = people.of(row), _required(row, "shift")
        if name not in work:
            raise wrong("No shift or pattern of this site has this name.", "shift")
        first = _required_day(row, "from_date")
        asked = work[name]
        values = {
            "shift": asked if isinstance(asked, Shift) else None,
            "pattern": asked if isinstance(asked, ShiftPattern) else None,
            "to_date": row.day("to_date"),
            "start_week": row.whole("start_week") or 1,
        }
        known = people.begun(employee, first)
        assignment = known or ShiftAssignment(employee=employee, from_date=first)
        return _saved(
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
        day = _required_day(row, "day")
        holiday = known.get(day) or Holiday(site=batch.site, day=day)
        return _saved(
            holiday,
            {"name": _required(row, "name")},
            lambda: services.save_holiday(holiday=holiday, caller=batch.caller),
        )

    return batch.each(act)


def take_leave(batch: Batch) -> list[Verdict]:
    """Grant leave, whole days or half of one."""
    people = _people(batch, Leave)

    def act(row: Row) -> Outcome:
        employee, first = people.of(row), _required_day(row, "from_date")
        values = {
            "to_date": row.day("to_date") or first,
            "part": row.choice("part", PARTS) or Part.FULL.value,
            "kind": row.text("kind", most=40) or "leave",
            "note": row.text("note", most=300),
        }
        known = people.begun(employee, first)
        leave = known or Leave(employee=employee, from_date=first)
        return _saved(leave, values, lambda: services.save_leave(leave=leave, caller=batch.caller))

    return batch.each(act)


def _saved(row: Any, values: dict[str, Any], save: Callable[[], object]) -> Outcome:
    """Set and save what differs; a row that is as the file says is left alone."""
    is_new = row.pk is None
    if not is_new and all(getattr(row, name) == value for name, value in values.items()):
        return Outcome.SAME
    for name, value in values.items():
        setattr(row, name, value)
    save()
    return Outcome.NEW if is_new else Outcome.CHANGED


def _required(row: Row, column: str) -> str:
    text = row.text(column)
    if not text:
        raise wrong("Required.", column)
    return text


def _required_day(row: Row, column: str) -> date:
    day = row.day(column)
    if day is None:
        raise wrong("Required, such as 2026-01-31.", column)
    return day


def _columns(names: Iterable[str], help_text: str) -> tuple[Column, ...]:
    return tuple(Column(name, help_text) for name in names)


SHIFTS = Importer(
    name="attendance.shifts",
    title="Shifts",
    perm="attendance.add_shift",
    columns=(
        Column("name", "unique at the site", "Morning", required=True, aliases=("shift",)),
        Column("start", "by the site's wall clock", "06:00", required=True),
        Column("end", "not after the start: on the next day", "14:00", required=True),
        Column("effective_from", "a change holds from this day on; empty: today"),
        Column("colour", "for calendars", "#f59e0b"),
        *_columns(MINUTES, "minutes"),
    ),
    key=("name",),
    take=take_shifts,
)
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
