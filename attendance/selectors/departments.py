"""Departments by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from attendance.departments import Move
from attendance.models import EmployeeDepartment
from factory.sites.models import Site
from identity.models import Employee


def moves_by_employee(rows: QuerySet[EmployeeDepartment]) -> Mapping[int, tuple[Move, ...]]:
    """Return each employee's moves, oldest first, of whoever has moved: one query."""
    found: dict[int, list[Move]] = defaultdict(list)
    for pk, since, name in rows.order_by("since").values_list("employee_id", "since", "department"):
        found[pk].append((since, name))
    return {pk: tuple(moves) for pk, moves in found.items()}


def in_department(rows: QuerySet[Any], name: str, *, on: Any) -> QuerySet[Any]:
    """Return the rows about people who were in a department on the day that ``on`` gives.

    ``on`` is an expression of the rows; as ``Departments.on``, in SQL.
    """
    were_ever = Q(department=name) | Q(departments__department=name)
    moves = EmployeeDepartment.objects.filter(employee=OuterRef("employee"))
    begun = moves.filter(since__lte=OuterRef("department_day")).order_by("-since")
    found: QuerySet[Any] = (
        rows.filter(employee__in=Employee.objects.filter(were_ever))
        .alias(department_day=on)
        .alias(
            department_then=Coalesce(
                Subquery(begun.values("department")[:1]),
                Subquery(moves.order_by("since").values("department")[:1]),
                F("employee__department"),
            )
        )
        .filter(department_then=name)
    )
    return found


def local_day(moment: str) -> Case:
    """Return the day of a moment's column, by the clock of the row's site: one query for the zones."""
    zones = Site.objects.order_by("pk").in_bulk().values()
    days = {
        site.time_zone: When(
            site__time_zone=site.time_zone, then=TruncDate(moment, tzinfo=site.zone)
        )
        for site in zones
    }
    return Case(*days.values(), default=Value(None), output_field=DateField())
