"""What a payroll lock keeps of a period, and where today's figures and days differ from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from attendance.models import PayrollLock
from attendance.paid_days import DayDifference, Days, differing_days
from attendance.selectors.paid_days import paid_days
from attendance.selectors.summaries import site_summary
from factory.sites.models import Site

Row = dict[str, Any]
_DAYS_SAID = 5
"""So many days are told of one person; the API has them all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One employee's figures as they were paid and as they are now; None where there are none.

    ``days`` are those that are not as they were paid: they may make up for one another in the figures.
    """

    employee_id: int
    paid: Row | None
    present: Row | None
    days: tuple[DayDifference, ...] = ()

    def __str__(self) -> str:
        row = self.present or self.paid or {}
        who = f"{row.get('name', '')} ({row.get('employee_code', self.employee_id)})"
        if self.paid is None:
            return f"{who}: not in what was paid"
        if self.present is None:
            return f"{who}: paid, and has no days any more"
        changed = [
            f"{name.replace('_', ' ')} {self.paid.get(name)} → {self.present[name]}"
            for name in self.present
            if self.present[name] != self.paid.get(name)
        ]
        changed += map(str, self.days[:_DAYS_SAID])
        more = len(self.days) - _DAYS_SAID
        changed += [f"and {more} more days"] if more > 0 else []
        return f"{who}: {', '.join(changed)}"


def figures(
    site: Site, first: date, last: date, *, among: Collection[int] | None = None
) -> list[Row]:
    """Return everybody's figures of a period as a lock keeps them."""
    return [one.as_row() for one in site_summary(site, first, last, among=among)]


def checksum(rows: Iterable[Row], days: Mapping[str, Days] | None = None) -> str:
    """Return the SHA-256 of the figures and the days, written in one canonical way.

    Locks of before the days were kept have the figures' alone.
    """
    kept = list(rows) if days is None else {"figures": list(rows), "days": days}
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(lock: PayrollLock) -> bool:
    """Return whether what is stored is what the lock was made of."""
    return checksum(lock.snapshot, lock.days) == lock.checksum


def differences(lock: PayrollLock, *, among: Collection[int] | None = None) -> list[Difference]:
    """Return where the figures or the days of today differ from those that were paid.

    A figure that payroll did not know when the period was paid is no difference; of a lock that kept
    no days the figures are compared alone. ``among`` are the only people looked at.
    """
    paid = {
        row["employee_id"]: row
        for row in lock.snapshot
        if among is None or row["employee_id"] in among
    }
    known = set().union(*lock.snapshot) if lock.snapshot else None
    present = {
        row["employee_id"]: {name: row[name] for name in row if known is None or name in known}
        for row in figures(lock.site, lock.first, lock.last, among=among)
    }
    days = _differing_days(lock, among)
    return [
        Difference(pk, paid.get(pk), present.get(pk), days.get(pk, ()))
        for pk in sorted(paid.keys() | present.keys() | days.keys())
        if paid.get(pk) != present.get(pk) or pk in days
    ]


def _differing_days(
    lock: PayrollLock, among: Collection[int] | None
) -> dict[int, tuple[DayDifference, ...]]:
    if lock.days is None:
        return {}
    now: Mapping[str, Days] = paid_days(lock.site, lock.first, lock.last, among=among)
    asked = lock.days.keys() | now.keys() if among is None else map(str, among)
    pks = {pk for pk in asked if lock.days.get(pk) != now.get(pk)}
    return {int(pk): differing_days(lock.days.get(pk, {}), now.get(pk, {})) for pk in pks}
