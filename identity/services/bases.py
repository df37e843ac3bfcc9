"""Ending the bases on which a face may be kept."""

from __future__ import annotations

from typing import Any

from factory.audit.services import record
from factory.core import clock
from factory.core.models import User
from identity.models import ConsentRecord, Employee


def end_bases(employee: Employee, caller: Any) -> int:
    user = caller if isinstance(caller, User) else None
    standing = ConsentRecord.objects.in_force().filter(employee=employee)
    ended: int = standing.update(withdrawn_at=clock.now(), withdrawn_by=user)
    if ended:
        record(site_id=employee.site_id, caller=caller, act="withdraw-consent", subject=employee)
    return ended
