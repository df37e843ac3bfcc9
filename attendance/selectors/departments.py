"""Departments by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import QuerySet

from attendance.departments import Move
from attendance.models import EmployeeDepartment


def moves_by_employee(rows: QuerySet[EmployeeDepartment]) -> Mapping[int, tuple[Move, ...]]:
    """Return each employee's moves, oldest first, of whoever has moved: one query."""
    found: dict[int, list[Move]] = defaultdict(list)
    for pk, since, name in rows.order_by("since").values_list("employee_id", "since", "department"):
        found[pk].append((since, name))
    return {pk: tuple(moves) for pk, moves in found.items()}
