"""Reads: who may be named by the face, and of whom nothing of it may be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from factory.core import clock
from factory.core.memo import Memo
from identity.leaving import working_day
from identity.models import ConsentRecord, Employee, Erasure, NotThisPerson


def is_recognisable(employee_id: int) -> bool:
    """Return whether a machine or a person may name this employee by the face now."""
    return _there(_bases(employee_id), clock.now())


def is_recognisable_locked(employee_id: int, seen_at: datetime) -> bool:
    """Return the same of a face seen at a time, and hold the basis until the caller's transaction ends.

    Whoever withdraws it meanwhile waits, and an erasure then finds what was named under it. Nothing but
    the basis is held: others are named at the site meanwhile.
    """
    bases = _bases(employee_id).order_by("pk").select_for_update(of=("self",), no_key=True)
    return _there(bases, seen_at)


def _there(bases: Any, at: datetime) -> bool:
    """Return whether there is a basis of somebody who had not left ``at`` then, by their site's day; a
    night shift of the last one may end after it.
    """
    # Rows, not values: of those Django forgets which table to lock, and locks the site as well.
    rows = bases.select_related("employee", "site")
    facts = rows.only("employee", "site", "employee__left_on", "site__time_zone")
    ends = ((basis.employee.left_on, basis.site.zone) for basis in facts)
    return any(left is None or working_day(at, zone) <= left for left, zone in ends)


def _bases(employee_id: int) -> Any:
    """The bases on which this employee is ``recognisable``; from their side, which is the short way."""
    return ConsentRecord.objects.in_force().filter(
        employee=employee_id, employee__active=True, employee__biometric_alternative=False
    )


def is_to_be_forgotten(employee_id: int) -> bool:
    """Return whether nothing may be kept of this person's face: the basis was withdrawn, a badge was
    chosen instead, or an erasure is under way. Who has left or is away is not forgotten yet.
    """
    basis = ConsentRecord.objects.in_force().filter(employee=employee_id)
    badge = Employee.objects.filter(pk=employee_id, biometric_alternative=True)
    erasure = Erasure.objects.of_people().at_work().filter(employee=employee_id)
    return not basis.exists() or bool(badge.exists()) or bool(erasure.exists())


_denials: Memo[int, frozenset[int]] = Memo()


def is_denied(employee_id: int, site_id: int) -> bool:
    """Return whether a person said of some face of the site that it is not this employee's."""

    def ask() -> frozenset[int]:
        said = NotThisPerson.objects.filter(site_id=site_id)
        return frozenset(said.values_list("employee_id", flat=True))

    return employee_id in _denials.get(site_id, ask)
