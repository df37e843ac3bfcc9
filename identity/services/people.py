"""Employees and the bases on which their faces may be kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import User
from factory.sites.models import Site
from identity.models import ConsentRecord, Employee, Erasure, Identifier
from identity.services.erasure import request_erasure


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


def create_employee(*, site: Site, **fields: Any) -> Employee:
    """Add a person to a site; raises Django's ValidationError for a code that is taken."""
    employee = Employee(site=site, **fields)
    employee.validate_constraints()
    employee.save(force_insert=True)
    return employee


@transaction.atomic
def change_employee(*, employee: Employee, **fields: Any) -> Employee:
    """Change a person; who now uses a badge instead has the face forgotten. Safe to repeat."""
    for name, value in fields.items():
        setattr(employee, name, value)
    employee.validate_constraints()
    employee.save()
    forget_where_needed(employee=employee)
    return employee


def add_identifier(*, employee: Employee, kind: str, value: str) -> Identifier:
    """Give a person a number; raises Django's ValidationError where somebody has it already."""
    identifier = Identifier(site_id=employee.site_id, employee=employee, kind=kind, value=value)
    identifier.validate_constraints()
    identifier.save(force_insert=True)
    return identifier


@transaction.atomic
def remove_employee(*, employee: Employee) -> None:
    """Delete a person of whom nothing is known yet; raises Conflict (``has-history``) otherwise."""
    try:
        employee.delete()
    except ProtectedError as error:
        raise Conflict(
            "This person has a history; mark them inactive, or erase their face.",
            code="has-history",
        ) from error


def forget_where_needed(*, employee: Employee, caller: Any = None) -> None:
    """Have what is kept of the face deleted of somebody who now uses a badge instead."""
    if employee.biometric_alternative and Employee.objects.to_forget().filter(pk=employee.pk):
        request_erasure(employee=employee, caller=caller, why=Erasure.Why.NO_BASIS)
