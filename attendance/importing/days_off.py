"""Holidays and leave from files."""

from __future__ import annotations

from attendance import services
from attendance.importing.cells import required, required_day, saved
from attendance.importing.people import CODE, people_named_in
from attendance.models import Holiday, Leave
from attendance.vocabulary import Leave as Part
from attendance.vocabulary import both_halves
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict

PARTS = [(one.value, one.value.replace("_", " ")) for one in Part if one is not Part.NONE]


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
    people = people_named_in(batch, Leave)

    def act(row: Row) -> Outcome:
        employee, first = people.of(row), required_day(row, "from_date")
        part = row.choice("part", PARTS) or Part.FULL.value
        values = {
            "to_date": row.day("to_date") or first,
            "part": part,
            "kind": row.text("kind", most=40) or "leave",
            "note": row.text("note", most=300),
        }
        known = _meant(people.begun(employee, first), part)
        leave = known or Leave(employee=employee, from_date=first)
        return saved(leave, values, lambda: services.save_leave(leave=leave, caller=batch.caller))

    return batch.each(act)


def _meant(begun: list[Leave], part: str) -> Leave | None:
    """Return the leave that a row is about: that part of the day, else what would overlap it."""
    same = [one for one in begun if one.part == part]
    in_its_place = [one for one in begun if not both_halves([one.part, part])]
    return next(iter([*same, *in_its_place]), None)


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
    key=("employee_code", "from_date", "part"),
    take=take_leave,
)
