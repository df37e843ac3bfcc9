"""Marks whose days cannot be derived: set aside with the reason, so that they hold nobody up."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from datetime import date, timedelta

from django.db import DataError, transaction
from django.db.models import QuerySet

from attendance.models import DirtyDay
from attendance.services.deriving import Changes, derive_days
from attendance.services.marks import DERIVE, mark_days
from factory.alerts.services import raise_alert, resolve_alert
from factory.audit.services import record
from factory.core import clock
from factory.core.models import User
from factory.core.ring import ring_soon
from factory.sites.models import Site
from identity.models import Employee

logger = logging.getLogger(__name__)

UNREADABLE = (ArithmeticError, AttributeError, DataError, LookupError, TypeError, ValueError)
"""What the rules raise over a record that makes no sense. Whatever else fails is tried again."""
KIND = "days-not-derived"
AGAIN_AFTER = timedelta(hours=1)
"""How long what was set aside waits, should its cause go away without anybody's doing."""


def derive_each(
    *,
    site: Site,
    people: Collection[int],
    days: tuple[date, date],
    derive: Callable[[Collection[int]], Changes],
) -> Changes:
    """Derive days of people, all at once; where that fails each alone, and whose fail are set aside.

    ``days`` are the first and the last of what ``derive`` derives of the people that it is given.
    """
    try:
        return derive(people)
    except UNREADABLE as error:
        if len(people) == 1:
            (pk,) = people
            _set_aside_days(site, pk, days, error)
            return Changes(set_aside=1)
    return sum(
        (derive_each(site=site, people=[pk], days=days, derive=derive) for pk in people), Changes()
    )


@transaction.atomic
def _set_aside_days(
    site: Site, employee_id: int, days: tuple[date, date], error: BaseException
) -> None:
    first, last = days
    known = DirtyDay.objects.filter(employee_id=employee_id, first__lte=first, last__gte=last)
    if not known.exists():
        DirtyDay.objects.create(site=site, employee_id=employee_id, first=first, last=last)
    set_aside(site, employee_id, known, error)


@transaction.atomic
def set_aside(
    site: Site, employee_id: int, marks: QuerySet[DirtyDay], error: BaseException
) -> None:
    """Set an employee's marks aside, and alert the site when they are the first of theirs.

    They are tried again every hour, when other days of the employee have been derived, or by
    ``try_again``.
    """
    logger.error("the days of employee %s cannot be derived", employee_id, exc_info=error)
    is_news = not DirtyDay.objects.set_aside().filter(employee_id=employee_id).exists()
    marks.update(
        reason=f"{type(error).__name__}: {error}"[:300], again_at=clock.now() + AGAIN_AFTER
    )
    if is_news:
        raise_alert(
            site_id=site.pk,
            kind=KIND,
            dedup_key=KIND,
            text="Attendance days cannot be derived; see the marks of dirty days for whose and why.",
            subject=Employee.objects.get(pk=employee_id),
        )


def derive_now(*, site: Site, employee_id: int, first: date, last: date) -> None:
    """Derive days that somebody waits for, whose facts were changed; within the change's transaction.

    Days that cannot be derived do not undo the change: they are marked, and the worker sets them
    aside. What was set aside of the employee is tried again, for this may have been its cause.
    """
    try:
        derive_days(site=site, employee_ids=[employee_id], first=first, last=last, touched=True)
    except UNREADABLE:
        mark_days(site_id=site.pk, employee_ids=[employee_id], first=first, last=last)
        return
    if DirtyDay.objects.set_aside().filter(employee_id=employee_id).update(again_at=clock.now()):
        ring_soon(DERIVE)


@transaction.atomic
def try_again(*, mark: DirtyDay, caller: User) -> None:
    """Have the days of a mark that was set aside tried again. Safe to repeat."""
    if DirtyDay.objects.set_aside().filter(pk=mark.pk).update(reason="", again_at=None):
        record(site_id=mark.site_id, caller=caller, act="derive-again", subject=mark)
        released([mark.site_id])
        ring_soon(DERIVE)


def released(site_ids: Collection[int]) -> None:
    """Close the alert of sites where nothing is set aside any more."""
    for site_id in site_ids:
        if not DirtyDay.objects.set_aside().filter(site_id=site_id).exists():
            resolve_alert(site_id=site_id, dedup_key=KIND)
