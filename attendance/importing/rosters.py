"""Rosters from files."""

from __future__ import annotations

from attendance import services
from attendance.importing.cells import required, required_day, saved
from attendance.importing.people import CODE, people_named_in
from attendance.models import Shift, ShiftAssignment, ShiftPattern
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong


def take_roster(batch: Batch) -> list[Verdict]:
    """Give people shifts or patterns for spans of days; overlapping hours are the row's error."""
    people = people_named_in(batch, ShiftAssignment)
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
        known = next(iter(people.begun(employee, first)), None)
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
