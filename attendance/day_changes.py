"""What a derivation changed of a day, and how people read it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

_NOTHING = "-"


class ChangeKind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A column's value before and after; None where there was no row, or is none."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class DayChange:
    """One employee's day that is new, differs or is gone, field by field."""

    employee_id: int
    day: date
    kind: ChangeKind
    fields: tuple[FieldChange, ...]

    def cells(self, code: str, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
        """Yield a line for each field: code, day, kind, field, before, after; times by the clock."""
        for one in self.fields:
            values = (text_of(value, zone) for value in (one.before, one.after))
            yield (code, self.day.isoformat(), self.kind.value, one.name, *values)

    def line(self, code: str, zone: ZoneInfo) -> str:
        """Return all of it as one line: "E0042 2026-03-02: status ABSENT → PRESENT"."""
        kind = "" if self.kind is ChangeKind.CHANGED else f"{self.kind}, "
        said = (
            f"{name} {before or _NOTHING} → {after or _NOTHING}"
            for *_, name, before, after in self.cells(code, zone)
        )
        return f"{code} {self.day}: {kind}{', '.join(said)}"


def text_of(value: object, zone: ZoneInfo) -> str:
    """Return a column's value as people read it; empty for nothing."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "+".join(map(str, value))
    return "" if value is None else str(value)
