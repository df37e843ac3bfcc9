"""The muster roll as a table: people down, days across, totals at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from attendance.durations import as_hours
from attendance.muster import MusterLine

TITLES = (
    *("Present", "Absent", "Leave", "Weekly off", "Holiday", "Late"),
    *("Deducted days", "Overtime (h)"),
)


def header_of(days: Sequence[date]) -> tuple[str, ...]:
    """Return a file's titles; its overtime is in minutes, as numbers that can be added up."""
    titles = (*TITLES[:-1], "Overtime minutes")
    return ("Code", "Name", "Department", *(f"{day:%d %a}" for day in days), *titles)


def rows_of(lines: Iterable[MusterLine], days: Sequence[date]) -> Iterator[list[str | float]]:
    """Yield each line's cells in the order of the header."""
    for line in lines:
        who = (line.employee_code, line.name, line.department)
        yield [*who, *line.cells(days), *line.totals.values()]


def totals_of(line: MusterLine) -> list[str | float]:
    """Return the totals as a person reads them: days, and overtime in hours and minutes."""
    *days, overtime = line.totals.values()
    return [*days, as_hours(int(overtime))]
