"""Marks whose days cannot be derived: set aside with the reason, so that they hold nobody up."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import DataError, transaction
from django.db.models import QuerySet

from attendance.models import DirtyDay
from attendance.services.marks import DERIVE
from factory.alerts.services import raise_alert, resolve_alert
from factory.audit.services import record
from factory.core.models import User
from factory.core.ring import ring_soon
from factory.sites.models import Site
from identity.models import Employee

logger = logging.getLogger(__name__)

UNREADABLE = (ArithmeticError, AttributeError, DataError, LookupError, TypeError, ValueError)
"""What the rules raise over a record that makes no sense. Whatever else fails is tried again."""
KIND = "days-not-derived"


@transaction.atomic
def set_aside(
    site: Site, employee_id: int, marks: QuerySet[DirtyDay], error: BaseException
) -> None:
    """Set an employee's marks aside, and alert the site.

    They are tried again when other days of the employee have been derived, or by ``try_again``.
    """
    logger.error("the days of employee %s cannot be derived", employee_id, exc_info=error)
    marks.update(reason=f"{type(error).__name__}: {error}"[:300])
    raise_alert(
        site_id=site.pk,
        kind=KIND,
        dedup_key=KIND,
        text="Attendance days cannot be derived; see the marks of dirty days for whose and why.",
        subject=Employee.objects.get(pk=employee_id),
    )


@transaction.atomic
def try_again(*, mark: DirtyDay, caller: User) -> None:
    """Have the days of a mark that was set aside tried again. Safe to repeat."""
    if DirtyDay.objects.set_aside().filter(pk=mark.pk).update(reason=""):
        record(site_id=mark.site_id, caller=caller, act="derive-again", subject=mark)
        released([mark.site_id])
        ring_soon(DERIVE)


def released(site_ids: Collection[int]) -> None:
    """Close the alert of sites where nothing is set aside any more."""
    for site_id in site_ids:
        if not DirtyDay.objects.set_aside().filter(site_id=site_id).exists():
            resolve_alert(site_id=site_id, dedup_key=KIND)
