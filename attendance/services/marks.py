"""Marks of what must be derived again, and spans derived a month at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db import connection

from attendance.models import DirtyDay
from attendance.rosters import A_DAY
from attendance.selectors.first_days import first_day
from attendance.services.deriving import Changes, derive_days
from attendance.services.differing import Watch
from factory.core import clock
from factory.core.dates import EARLIEST
from factory.core.ring import ring_soon
from factory.sites.models import Site

DERIVE = "attendance.derive_dirty_days"
_PEOPLE = {"postgresql": 100}
_FEW = 10
"""People in one transaction: on SQLite so few that others get at the one writer's lock."""
EVER = date(9999, 12, 31)
A_MONTH = timedelta(days=30)
SHIFTS_BESIDE = timedelta(days=2)
"""So far on either side a shift of other hours changes to which shift a punch belongs (``reach``)."""


def people_at_once() -> int:
    return _PEOPLE.get(connection.vendor, _FEW)


def mark_days(
    *, site_id: int, employee_ids: Iterable[int | None], first: date, last: date | None
) -> None:
    """Say that days must be derived again, once this commits; None stands for everybody rostered."""
    DirtyDay.objects.bulk_create(
        DirtyDay(site_id=site_id, employee_id=pk, first=first, last=last or EVER)
        for pk in employee_ids
    )
    ring_soon(DERIVE)


def derive_range(
    *,
    site: Site,
    employee_ids: Collection[int],
    first: date,
    last: date,
    watch: Watch | None = None,
) -> Changes:
    """Derive the days up to tomorrow of a span that may be open or long, a month at a time."""
    done, end = Changes(), last_to_derive(site, last)
    if end - first > A_MONTH:
        first = first_to_derive(site, employee_ids, first)
    while first <= end:
        until = min(end, first + A_MONTH)
        done += derive_days(
            site=site, employee_ids=employee_ids, first=first, last=until, watch=watch
        )
        first = until + A_DAY
    return done


def last_to_derive(site: Site, last: date) -> date:
    """Return the last day of a span, tomorrow at the latest."""
    return min(last, clock.local_day(site.zone) + A_DAY)


def first_to_derive(site: Site, employee_ids: Collection[int], first: date) -> date:
    """Return the first day of a span on which one of them may have a row; EVER where nobody has."""
    return max(first, first_day(site, employee_ids) or EVER, EARLIEST)
