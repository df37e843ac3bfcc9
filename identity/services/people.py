"""Employees and the bases on which their faces may be kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from factory.sites.models import Site, SiteOwned
from identity.models import ConsentRecord, Employee, Erasure, Identifier
from identity.services.bases import end_bases
from identity.services.erasure import request_erasure
from identity.services.own import refuse_own_employment


@transaction.atomic
def record_consent(
    *,
    employee: Employee,
    version: str,
    evidence: str,
    caller: Any,
    purpose: str = "attendance by face recognition",
    basis: str = ConsentRecord.Basis.CONSENT,
    given_at: datetime | None = None,
) -> ConsentRecord:
    """Write down a basis for recognising a person by the face; raises Invalid for a future one."""
    moment = given_at or clock.now()
    if moment > clock.now():
        raise Invalid("A basis cannot begin in the future.", fields={"given_at": "In the future."})
    consent: ConsentRecord = ConsentRecord.objects.create(
        site_id=employee.site_id,
        employee=employee,
        version=version,
        evidence=evidence,
        purpose=purpose,
        basis=basis,
        given_at=moment,
        recorded_by=caller if isinstance(caller, User) else None,
    )
    record(site_id=employee.site_id, caller=caller, act="record-consent", subject=employee)
    return consent


@transaction.atomic
def create_employee(*, site: Site, caller: Any = None, **fields: Any) -> Employee:
    """Add a person to a site; raises Django's ValidationError for a code that is taken."""
    employee = Employee(site=site, **fields)
    employee.validate_constraints()
    employee.save(force_insert=True)
    note_row(row=employee, caller=caller, verb="add")
    return employee


@transaction.atomic
def change_employee(*, employee: Employee, caller: Any = None, **fields: Any) -> Employee:
    """Change a person; who now uses a badge instead has the face forgotten. Safe to repeat.

    Raises Refused as ``refuse_own_employment``.
    """
    before = Employee.objects.get(pk=employee.pk)
    changed = sorted(name for name, value in fields.items() if getattr(before, name) != value)
    refuse_own_employment(before=before, changed=changed, caller=caller)
    for name, value in fields.items():
        setattr(employee, name, value)
    employee.validate_constraints()
    employee.save()
    if changed:
        note_row(row=employee, caller=caller, verb="change", changed=changed)
    forget_where_needed(employee=employee, caller=caller)
    return employee


@transaction.atomic
def add_identifier(*, employee: Employee, kind: str, value: str, caller: Any = None) -> Identifier:
    """Give a person a number; raises Django's ValidationError where somebody has it already."""
    identifier = Identifier(site_id=employee.site_id, employee=employee, kind=kind, value=value)
    identifier.validate_constraints()
    identifier.save(force_insert=True)
    note_row(row=identifier, caller=caller, verb="add")
    return identifier


@transaction.atomic
def remove_identifier(*, identifier: Identifier, caller: Any = None) -> None:
    note_row(row=identifier, caller=caller, verb="remove")
    identifier.delete()


@transaction.atomic
def remove_employee(*, employee: Employee, caller: Any = None) -> None:
    """Delete a person of whom nothing is known yet; raises Conflict (``has-history``) otherwise."""
    note_row(row=employee, caller=caller, verb="remove")
    try:
        employee.delete()
    except ProtectedError as error:
        raise Conflict(
            "This person has a history; mark them inactive, or erase their face.",
            code="has-history",
        ) from error


def note_row(*, row: SiteOwned, caller: Any, verb: str, changed: Sequence[str] = ()) -> None:
    """Write down who added, changed or removed a row, in the transaction that does it.

    Fields by their names, never by what they hold; an identifier's employee by its key.
    """
    detail: dict[str, Any] = {"changed": list(changed)} if changed else {}
    if isinstance(row, Identifier):
        detail |= {"employee": row.employee_id, "kind": row.kind}
    act = f"{verb}-{row._meta.model_name}"
    record(site_id=row.site_id, caller=caller, act=act, subject=row, **detail)


def forget_where_needed(*, employee: Employee, caller: Any = None) -> None:
    """Have what is kept of the face deleted of somebody who now uses a badge instead; the basis ends."""
    if not employee.biometric_alternative:
        return
    if Employee.objects.to_forget().filter(pk=employee.pk):
        request_erasure(employee=employee, caller=caller, why=Erasure.Why.NO_BASIS)
    end_bases(employee, caller)
