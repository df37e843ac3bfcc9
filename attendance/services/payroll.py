"""Payroll: a period's figures are frozen with a checksum, and later changes show as differences."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from attendance.day_facts import RULES_VERSION
from attendance.models import AttendanceDay, PayrollComparison, PayrollLock
from attendance.selectors.paid_days import paid_days
from attendance.selectors.site_books import site_book
from attendance.selectors.site_memory import marks_reaching
from attendance.services.paid import checksum, figures
from attendance.services.rebuilding import rebuild
from attendance.services.summaries import check_range
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.models import User
from factory.sites.models import Site


def lock_payroll(*, site: Site, first: date, last: date, caller: User | None) -> PayrollLock:
    """Freeze the figures of a period. Days stay rebuildable; the lock keeps what was paid.

    The period's days are derived first, so that none is missing: minutes for many people, which is
    a job's work (``attendance.jobs.LOCK``) where somebody waits. Raises as ``check_lock``.
    """
    check_lock(site=site, first=first, last=last)
    # Days that were never opened have no rows. In chunks of their own, for people at the door wait
    # for whoever holds them; what changes from here on leaves a mark, which is refused below.
    for _ in rebuild(site=site, first=first, last=last):
        pass
    return freeze_payroll(site=site, first=first, last=last, caller=caller)


@transaction.atomic
def freeze_payroll(*, site: Site, first: date, last: date, caller: User | None) -> PayrollLock:
    """Freeze the figures of a period whose days have been derived; raises as ``check_lock``."""
    # Two at once: the second waits here and then sees the first.
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    check_lock(site=site, first=first, last=last)
    rows, days = figures(site, first, last), paid_days(site, first, last)
    lock: PayrollLock = PayrollLock.objects.create(
        site=site,
        first=first,
        last=last,
        snapshot=rows,
        days=days,
        checksum=checksum(rows, days),
        rules_version=RULES_VERSION,
        locked_by=caller,
    )
    PayrollComparison.objects.create(
        site=site, lock=lock, people=len(rows), is_intact=True, compared_at=lock.locked_at
    )
    record(site_id=site.pk, caller=caller, act="lock-payroll", subject=lock, checksum=lock.checksum)
    return lock


def check_lock(*, site: Site, first: date, last: date) -> None:
    """Raise what locking a period would raise as things stand.

    Invalid for a bad range, Conflict ``overlap`` with a period locked before, or ``unfinished`` while
    the period is not over by the site's clock or days of it are waiting to be derived or judged.
    """
    check_range(first, last)
    other = PayrollLock.objects.filter(site=site, first__lte=last, last__gte=first).first()
    if other is not None:
        raise Conflict(f"The period {other} is locked already.", code="overlap")
    if last >= clock.local_day(site.zone):
        raise Conflict(
            f"The period is not over yet: it can be locked after {last}.", code="unfinished"
        )
    if spoilt := site_book(site.pk, site.time_zone).spoilt.offs:
        raise Conflict(
            f"Weekly offs cannot be read: {', '.join(map(str, spoilt))}. Mend them first.",
            code="unfinished",
        )
    marks = marks_reaching(site, first, last)
    aside = marks.set_aside().select_related("employee").first()
    if aside is not None:
        raise Conflict(
            f"Days of {aside.employee} cannot be derived: see the reason under Dirty days.",
            code="unfinished",
        )
    waiting = marks.exists()
    days = AttendanceDay.objects.filter(site=site, day__range=(first, last), is_settled=False)
    if waiting or days.exists():
        raise Conflict("Days of this period are not finished yet.", code="unfinished")
