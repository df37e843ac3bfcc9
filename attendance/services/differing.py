"""Whether a derived day differs from the stored one, and in what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attendance.day_changes import ChangeKind, DayChange, FieldChange
from attendance.models import AttendanceDay

Watch = Callable[[DayChange], None]
_FIELDS = [
    field
    for field in AttendanceDay._meta.concrete_fields
    if field.name not in {"id", "employee", "start"}
]
WRITTEN = [field.name for field in _FIELDS]
_COMPARED = {field.name: field.attname for field in _FIELDS}
"""The same columns as a row's attributes."""
_TOLD = ("status", "first_in", "last_out")
"""What is said of a day that is new or gone."""


def differs(row: AttendanceDay, known: AttendanceDay | None) -> bool:
    return known is None or any(
        getattr(row, name) != getattr(known, name) for name in _COMPARED.values()
    )


def tell(watch: Watch, rows: Iterable[tuple[AttendanceDay | None, AttendanceDay | None]]) -> None:
    """Tell of each pair of rows, before and after, what differs."""
    for before, after in rows:
        row = after or before
        if row is not None:
            watch(
                DayChange(row.employee_id, row.day, _kind(before, after), _changes(before, after))
            )


def _kind(before: AttendanceDay | None, after: AttendanceDay | None) -> ChangeKind:
    if before is None:
        return ChangeKind.NEW
    return ChangeKind.GONE if after is None else ChangeKind.CHANGED


def _changes(before: AttendanceDay | None, after: AttendanceDay | None) -> tuple[FieldChange, ...]:
    is_both = before is not None and after is not None
    names = _COMPARED if is_both else {name: name for name in _TOLD}
    found = (
        FieldChange(name, getattr(before, attname, None), getattr(after, attname, None))
        for name, attname in names.items()
    )
    return tuple(one for one in found if one.before != one.after)
