"""Who is meant: employees by their key, their code or their badge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from attendance.bulk_rows import BulkRow
from attendance.models import Punch
from factory.core.errors import Invalid, NotFound
from factory.core.scoping import access_of
from factory.sites.models import Site
from identity.models import Employee, Identifier


@dataclass(frozen=True, slots=True)
class People:
    """Employee ids by the names that a report used."""

    ids: frozenset[int]
    codes: dict[str, int]
    badges: dict[str, int]

    def of(self, row: BulkRow) -> int | None:
        """Return the employee of a row; None where the site has none of that name."""
        if row.employee_id is not None:
            return row.employee_id if row.employee_id in self.ids else None
        return self.codes.get(row.employee_code) or self.badges.get(row.badge)


def people_named(site: Site, rows: Iterable[BulkRow]) -> People:
    """Return the site's employees that the rows name: at most three queries."""
    named = list(rows)
    ids = {row.employee_id for row in named if row.employee_id is not None}
    codes = {row.employee_code for row in named if row.employee_code}
    badges = {row.badge for row in named if row.badge}
    mine = Employee.objects.filter(site=site)
    return People(
        ids=frozenset(mine.filter(pk__in=ids).values_list("pk", flat=True)) if ids else frozenset(),
        codes=_codes(site, codes) if codes else {},
        badges=_badges(site, badges) if badges else {},
    )


def _codes(site: Site, codes: set[str]) -> dict[str, int]:
    rows = Employee.objects.filter(site=site, employee_code__in=codes)
    return dict(rows.values_list("employee_code", "pk"))


def _badges(site: Site, values: set[str]) -> dict[str, int]:
    rows = Identifier.objects.filter(site=site, value__in=values).order_by("-kind")
    return dict(rows.values_list("value", "employee_id"))


def employee_for(caller: Any, perm: str, employee_id: int) -> Employee:
    """Return an employee of a site that grants ``perm`` to the caller, with the site.

    Raises NotFound: somebody of another site does not exist.
    """
    return _found(Employee.objects.for_user(caller, perm), employee_id)


def employee_at(site: Site, employee_id: int) -> Employee:
    """Return an employee of a site; raises NotFound."""
    return _found(Employee.objects.filter(site=site), employee_id)


def employee_visible_to(caller: Any, perm: str, own_perm: str, employee_id: int) -> Employee:
    """Return an employee whose rows the caller may see, which may be the caller; raises NotFound."""
    own = Employee.objects.for_user(caller, own_perm).filter(
        user_id=caller.pk if not access_of(caller).superuser else None
    )
    rows = Employee.objects.for_user(caller, perm)
    return _found(rows | own, employee_id)


def _found(rows: Any, employee_id: int) -> Employee:
    employee: Employee | None = rows.select_related("site").filter(pk=employee_id).first()
    if employee is None:
        raise NotFound(f"There is no employee {employee_id}.", code="unknown-employee")
    return employee


def own_or_named(caller: Any, perm: str, own_perm: str, employee_id: int | None) -> Employee:
    """Return the employee named, if the caller may act for them, or the caller's own.

    Raises NotFound, and Invalid where nobody is named and the account is no employee's or several'.
    """
    if employee_id is not None:
        return employee_visible_to(caller, perm, own_perm, employee_id)
    mine = Employee.objects.for_user(caller, own_perm).filter(user_id=caller.pk)
    found = list(mine.select_related("site")[:2])
    if len(found) != 1:
        raise Invalid("Say whose day: your account is not one employee's.", code="say-whose")
    employee: Employee = found[0]
    return employee


def punch_of(employee: Employee, punch_id: int | None) -> Punch | None:
    """Return one of an employee's punches, None for none; raises NotFound for somebody else's."""
    if punch_id is None:
        return None
    punch: Punch | None = Punch.objects.filter(employee=employee, pk=punch_id).first()
    if punch is None:
        raise NotFound(f"There is no punch {punch_id} of {employee}.")
    return punch
