"""Employees from a spreadsheet: one row a person, known by their code, with the number of a badge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from factory.core.models import User
from factory.exchange.importers import Batch, Column, Importer
from factory.exchange.rows import Outcome, Row, Verdict, wrong
from identity import services
from identity.models import Employee, Identifier

COLUMNS = (
    Column("employee_code", "unique at the site", "E-0042", required=True, aliases=("code",)),
    Column("name", "first and last name", "Asha Thomas", required=True),
    Column("department", "", "Quality"),
    Column("email", "", "asha@example.com"),
    Column("phone", "", "+91 80 1234 5678", aliases=("mobile",)),
    Column("joined_on", "first day of work", "2024-04-01", aliases=("joined",)),
    Column("left_on", "last day of work, empty while employed", "", aliases=("left",)),
    Column("active", "yes or no; empty stays as it is, for somebody new yes", "yes"),
    Column(
        "biometric_alternative",
        "yes: uses a badge or code, no face is kept; empty stays as it is, for somebody new no",
        "no",
    ),
    Column("badge", "the number by which a terminal knows the person", "40001"),
)
READERS: Mapping[str, Callable[[Row, str], Any]] = {
    "name": lambda row, column: row.text(column, most=160),
    "department": lambda row, column: row.text(column, most=120),
    "email": lambda row, column: row.text(column),
    "phone": lambda row, column: row.text(column, most=40),
    "joined_on": lambda row, column: row.day(column),
    "left_on": lambda row, column: row.day(column),
    "active": lambda row, column: row.flag(column),
    "biometric_alternative": lambda row, column: row.flag(column),
}
FLAGS = frozenset({"active", "biometric_alternative"})
"""Whose empty cells say nothing: a choice of somebody's is not undone by a gap in a table."""


def fields_of(row: Row) -> dict[str, Any]:
    """Return the fields that a row gives, read; what the file has no column for is not among them,
    nor a flag whose cell is empty.

    Raises Invalid, naming the column.
    """
    if not row.text("employee_code", most=40):
        raise wrong("Required.", "employee_code")
    fields = {name: read(row, name) for name, read in READERS.items() if row.has(name)}
    if "name" in fields and not fields["name"]:
        raise wrong("Required.", "name")
    return {name: value for name, value in fields.items() if name not in FLAGS or value is not None}


def take(batch: Batch) -> list[Verdict]:
    """Write a chunk of people: two queries to know them, and those of what changes."""
    codes = [row.values.get("employee_code", "") for row in batch.rows]
    mine = Employee.objects.filter(site=batch.site, employee_code__in=codes)
    known = {person.employee_code: person for person in mine.select_related("site")}
    badges = _badges(known)

    def act(row: Row) -> Outcome:
        code, fields = row.text("employee_code", most=40), fields_of(row)
        person = known.get(code)
        if person is None:
            if "name" not in fields:
                raise wrong("Required for somebody new.", "name")
            _clean(Employee(site=batch.site, employee_code=code, **fields))
            person = services.create_employee(
                site=batch.site, caller=batch.caller, employee_code=code, **fields
            )
            _give_badge(person, row, set(), batch.caller)
            return Outcome.NEW
        changed = _changed(person, fields, batch.caller)
        given = _give_badge(person, row, badges.get(person.pk, set()), batch.caller)
        return Outcome.CHANGED if changed or given else Outcome.SAME

    return batch.each(act)


def _badges(known: Mapping[str, Employee]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    rows = Identifier.objects.filter(employee__in=known.values(), kind=Identifier.Kind.BADGE)
    for person, value in rows.values_list("employee_id", "value"):
        found.setdefault(person, set()).add(value)
    return found


def _changed(person: Employee, fields: dict[str, Any], caller: User | None) -> bool:
    new = {name: value for name, value in fields.items() if getattr(person, name) != value}
    if not new:
        return False
    for name, value in new.items():
        setattr(person, name, value)
    _clean(person)
    services.change_employee(employee=person, caller=caller, **new)
    return True


def _clean(person: Employee) -> None:
    """Hold the fields to the model's own rules; raises ValidationError by field."""
    person.clean_fields(exclude=["site", "user"])


def _give_badge(person: Employee, row: Row, has: set[str], caller: User | None) -> bool:
    badge = row.text("badge", most=80) if row.has("badge") else ""
    if not badge or badge in has:
        return False
    taken = Identifier.objects.filter(site=person.site, kind=Identifier.Kind.BADGE, value=badge)
    if taken.exists():
        raise wrong(f"Somebody else has badge {badge}.", "badge")
    services.add_identifier(employee=person, kind=Identifier.Kind.BADGE, value=badge, caller=caller)
    return True


EMPLOYEES = Importer(
    name="identity.employees",
    title="Employees",
    perm="identity.add_employee",
    columns=COLUMNS,
    key=("employee_code",),
    take=take,
)
