"""Days that time alone has changed: those of a new day, and those whose window is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from attendance.models import AttendanceDay, DirtyDay
from attendance.selectors.due import due_days, given_up
from attendance.services.deriving import Changes, derive_days
from attendance.services.intake import take_decisions
from attendance.services.marks import DERIVE, mark_days, people_at_once
from attendance.services.mending import derive_mended
from attendance.services.setting_aside import derive_each
from factory.core import clock
from factory.core.ring import ring
from factory.sites.models import Site

DUE = "attendance.derive_due_days"


def derive_due_days(*, site: Site, now: datetime | None = None) -> Changes:
    """Judge the days that time alone has changed: the window is over and the devices have told.

    Whose days cannot be derived is set aside, see ``setting_aside``, and stops nobody else's.
    """
    moment, done, after = now or clock.now(), Changes(), 0
    due = due_days(site.pk, moment)
    # What was no longer undecided then, counts now.
    take_decisions()
    while batch := list(due.filter(pk__gt=after)[: people_at_once()]):
        after = batch[-1][0]
        days = [day for _, _, day in batch]
        first, last = min(days), max(days)
        derive = partial(_derive, site, first, last, moment)
        people = {pk for _, pk, _ in batch}
        done += derive_each(site=site, people=people, days=(first, last), derive=derive)
    return done


def _derive(site: Site, first: date, last: date, now: datetime, people: Collection[int]) -> Changes:
    return derive_days(site=site, employee_ids=people, first=first, last=last, now=now)


def open_day(*, site: Site, day: date) -> None:
    """Have the rows of a new day made for everybody rostered: expected until they come."""
    mark_days(site_id=site.pk, employee_ids=[None], first=day, last=day)


def sweep() -> None:
    """settings.SWEEPS: ring where marks wait, days have come due, or were given up of late."""
    derive_mended()
    if DirtyDay.objects.waiting().exists():
        ring(DERIVE)
    now = clock.now()
    unsettled = AttendanceDay.objects.unsettled(now)
    for site_id in _sites(unsettled) | _sites(given_up(now)):
        ring(DUE, site_id)


def _sites(rows: QuerySet[AttendanceDay, Any]) -> set[int]:
    return set(rows.order_by().values_list("site_id", flat=True).distinct())
