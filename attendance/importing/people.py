"""The employees whom an import's rows name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.importing.cells import required
from attendance.models import Leave, ShiftAssignment
from factory.exchange.importers import Batch, Column
from factory.exchange.rows import Row, wrong
from identity.models import Employee

CODE = Column("employee_code", "as HR writes it", "E0042", required=True, aliases=("code",))


@dataclass(frozen=True, slots=True)
class People:
    """The site's employees whom a batch names, and their rows by the day on which they begin."""

    by_code: dict[str, Employee]
    rows: dict[tuple[int, date], list[Any]]

    def of(self, row: Row) -> Employee:
        employee = self.by_code.get(required(row, "employee_code"))
        if employee is None:
            raise wrong("Nobody at this site has this code.", "employee_code")
        return employee

    def begun(self, employee: Employee, first: date) -> list[Any]:
        return self.rows.get((employee.pk, first), [])


def people_named_in(batch: Batch, model: type[ShiftAssignment | Leave]) -> People:
    codes = {row.text("employee_code") for row in batch.rows}
    people = Employee.objects.filter(site=batch.site, employee_code__in=codes)
    by_code = {one.employee_code: one for one in people.select_related("site")}
    rows: dict[tuple[int, date], list[Any]] = defaultdict(list)
    for one in model.objects.filter(site=batch.site, employee__in=by_code.values()):
        rows[one.employee_id, one.from_date].append(one)
    return People(by_code, dict(rows))
