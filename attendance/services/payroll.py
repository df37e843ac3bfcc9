"""Payroll: a period's figures are frozen with a checksum, and later changes show as differences."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from attendance.day_facts import RULES_VERSION
from attendance.models import AttendanceDay, DirtyDay, PayrollLock
from attendance.selectors.summaries import site_summary
from attendance.services.rebuilding import rebuild
from attendance.services.summaries import check_range
from factory.audit.services import record
from factory.core import clock
from factory.core.errors import Conflict
from factory.core.models import User
from factory.sites.models import Site

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One employee's figures as they were paid and as they are now; None where there are none."""

    employee_id: int
    paid: Row | None
    present: Row | None

    def __str__(self) -> str:
        row = self.present or self.paid or {}
        who = f"{row.get('name', '')} ({row.get('employee_code', self.employee_id)})"
        if self.paid is None:
            return f"{who}: not in what was paid"
        if self.present is None:
            return f"{who}: paid, and has no days any more"
        changed = (name for name in self.present if self.present[name] != self.paid.get(name))
        figures = (
            f"{name.replace('_', ' ')} {self.paid.get(name)} → {self.present[name]}"
            for name in changed
        )
        return f"{who}: {', '.join(figures)}"


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
    rows = _rows(site, first, last)
    lock: PayrollLock = PayrollLock.objects.create(
        site=site,
        first=first,
        last=last,
        snapshot=rows,
        checksum=checksum(rows),
        rules_version=RULES_VERSION,
        locked_by=caller,
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
    marks = DirtyDay.objects.filter(site=site, first__lte=last, last__gte=first)
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


def checksum(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of the figures, written in one canonical way."""
    text = json.dumps(list(rows), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(lock: PayrollLock) -> bool:
    """Return whether the stored figures are those that the lock was made of."""
    return checksum(lock.snapshot) == lock.checksum


def differences(lock: PayrollLock) -> list[Difference]:
    """Return where the figures of today differ from those that were paid.

    A figure that payroll did not know when the period was paid is no difference.
    """
    paid = {row["employee_id"]: row for row in lock.snapshot}
    known = set().union(*lock.snapshot) if lock.snapshot else None
    present = {
        row["employee_id"]: {name: row[name] for name in row if known is None or name in known}
        for row in _rows(lock.site, lock.first, lock.last)
    }
    return [
        Difference(pk, paid.get(pk), present.get(pk))
        for pk in sorted(paid.keys() | present.keys())
        if paid.get(pk) != present.get(pk)
    ]


def _rows(site: Site, first: date, last: date) -> list[Row]:
    return [one.as_row() for one in site_summary(site, first, last)]
