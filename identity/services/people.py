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
from factory.core.ring import ring
from identity.models import ConsentRecord, Employee
from identity.services.enrolment import FORGET


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
def remove_employee(*, employee: Employee) -> None:
    """Delete a person of whom nothing is known yet; raises Conflict (``has-history``) otherwise."""
    try:
        employee.delete()
    except ProtectedError as error:
        raise Conflict(
            "This person has a history; mark them inactive, or erase their face.",
            code="has-history",
        ) from error


def forget_where_needed(*, employee: Employee) -> None:
    """Ring for the deletion of what is kept of somebody who now uses a badge instead."""
    if employee.biometric_alternative:
        ring(FORGET, employee.pk)
