"""Payroll locks beside today's days: for few people at once, for many by the worker, and kept.

A comparison of ten thousand people reads each of their days, which is no page's work.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from attendance.models import PayrollComparison, PayrollLock
from attendance.services.paid import differences, is_intact
from factory.core import clock
from factory.core.ring import ring

COMPARE = "attendance.compare_lock"
AT_ONCE = 300
"""So many people are compared while a page is waited for."""
FRESH = timedelta(minutes=2)
"""So long a kept comparison is not made anew, nor asked for a second time."""


def comparison_of(lock: PayrollLock) -> PayrollComparison:
    """Return how a lock compares with today: made now for few people, else what is known of it.

    What is known is asked for anew where it is no more fresh; of a lock that was never compared
    ``compared_at`` is None.
    """
    known = PayrollComparison.objects.filter(lock=lock).first()
    if known is None:
        # Of before comparisons were kept: nobody knows yet for how many people.
        known, _ = PayrollComparison.objects.get_or_create(lock=lock, site_id=lock.site_id)
    elif known.compared_at is not None and known.people <= AT_ONCE:
        return _made(lock, clock.now())
    _ask_anew(known)
    return known


def compare_lock(lock: PayrollLock) -> PayrollComparison:
    """Compare a lock with today's figures and days, and keep the result. Safe to repeat."""
    made = _made(lock, clock.now())
    values = {"people": made.people, "is_intact": made.is_intact, "changed": made.changed}
    kept: PayrollComparison = PayrollComparison.objects.update_or_create(
        lock=lock,
        defaults={**values, "compared_at": made.compared_at},
        create_defaults={**values, "compared_at": made.compared_at, "site_id": lock.site_id},
    )[0]
    return kept


def _made(lock: PayrollLock, began: datetime) -> PayrollComparison:
    return PayrollComparison(
        site_id=lock.site_id,
        lock=lock,
        people=len(lock.snapshot),
        is_intact=is_intact(lock),
        changed=[one.employee_id for one in differences(lock)],
        compared_at=began,
    )


def _ask_anew(known: PayrollComparison) -> None:
    """Ring for a comparison, of many pages that are looked at once."""
    old = clock.now() - FRESH
    due = PayrollComparison.objects.filter(
        Q(compared_at__isnull=True) | Q(compared_at__lt=old),
        Q(asked_at__isnull=True) | Q(asked_at__lt=old),
        pk=known.pk,
    )
    if due.update(asked_at=clock.now()):
        ring(COMPARE, known.lock_id)
