"""Payroll's table: its columns, and each employee's line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

COLUMNS = (
    *("employee_id", "employee_code", "name", "department"),
    *("total_days", "decided_days", "on_time", "late", "early_exits"),
    *("present", "absent", "half_days", "leave_days"),
    *("flagged", "late_minutes", "worked_minutes", "overtime_minutes"),
    *("late_deduction_days", "on_time_percentage"),
)


def heading_of(what: str, of: Iterable[str], first: date, last: date) -> str:
    """Return what printed pages say: whose figures they are (site, department; empty: all), and when."""
    return f"{what} of {', '.join(filter(None, of))}, {first} to {last}"


def table_of(rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """Return the rows' cells in the order of COLUMNS."""
    return [[row[name] for name in COLUMNS] for row in rows]


TITLES = tuple(name.replace("_", " ").capitalize() for name in COLUMNS)
"""The columns as people read them: "Late minutes"."""
