"""Marks of what must be derived again, and the work of deriving what is marked or has come due."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from attendance.models import AttendanceDay, DirtyDay, ShiftAssignment
from attendance.rosters import A_DAY
from attendance.selectors.due import due_days
from attendance.selectors.first_days import first_day
from attendance.services.deriving import Changes, derive_days
from attendance.services.differing import Watch
from factory.core import clock
from factory.core.ring import ring, ring_soon
from factory.sites.models import Site

DERIVE = "attendance.derive_dirty_days"
DUE = "attendance.derive_due_days"
SLICE_SECONDS = 40
"""A task works this long at most; what is left is rung for again (tasks last 60 s)."""
_PEOPLE = {"postgresql": 100}
_FEW = 10
"""People in one transaction: on SQLite so few that others get at the one writer's lock."""
EVER = date(9999, 12, 31)
A_MONTH = timedelta(days=30)


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


def derive_dirty_days(*, site_id: int | None = None, employee_id: int | None = None) -> Changes:
    """Derive what is marked (of one site or employee); rings for itself where much is left.

    Marks are deleted in the transaction that has seen them. Safe to repeat and for two at once.
    """
    done, began = Changes(), time.monotonic()
    marks = DirtyDay.objects.filter(**_named(site_id=site_id, employee_id=employee_id))
    while batch := list(marks.select_related("site").order_by("employee_id", "pk")[:500]):
        done += _derive_marked(batch)
        if time.monotonic() - began > SLICE_SECONDS:
            ring(DERIVE)
            break
    return done


def _named(**values: int | None) -> dict[str, int]:
    return {name: value for name, value in values.items() if value is not None}


def _derive_marked(batch: Collection[DirtyDay]) -> Changes:
    done = Changes()
    for site, marks in _by_site(batch):
        everybody = [mark for mark in marks if mark.employee_id is None]
        for mark in everybody:
            _spread(site, mark)
        named = [mark for mark in marks if mark.employee_id is not None]
        done += _derive_named(site, named)
    return done


def _by_site(marks: Iterable[DirtyDay]) -> Iterator[tuple[Site, list[DirtyDay]]]:
    found: dict[int, list[DirtyDay]] = defaultdict(list)
    for mark in marks:
        found[mark.site_id].append(mark)
    for own in found.values():
        yield own[0].site, own


@transaction.atomic
def _spread(site: Site, mark: DirtyDay) -> None:
    """Put a mark for each rostered employee in the place of one for everybody."""
    rows = ShiftAssignment.objects.filter(site=site).meeting(mark.first, mark.last).order_by()
    pks = set(rows.values_list("employee_id", flat=True)) | set(
        AttendanceDay.objects.filter(site=site, day__range=(mark.first, mark.last))
        .order_by()
        .values_list("employee_id", flat=True)
        .distinct()
    )
    if DirtyDay.objects.filter(pk=mark.pk).delete()[0]:
        mark_days(site_id=site.pk, employee_ids=sorted(pks), first=mark.first, last=mark.last)


def _derive_named(site: Site, marks: Collection[DirtyDay]) -> Changes:
    """Derive in groups of people whose marks lie close together."""
    done, size = Changes(), people_at_once()
    by_range: dict[tuple[date, date], dict[int, list[int]]] = defaultdict(dict)
    for mark in marks:
        span = by_range[mark.first, mark.last]
        span.setdefault(mark.employee_id or 0, []).append(mark.pk)
    for (first, last), people in by_range.items():
        pks = sorted(people)
        for start in range(0, len(pks), size):
            group = pks[start : start + size]
            seen = [mark for pk in group for mark in people[pk]]
            done += _derive_group(site, group, seen, first, last)
    return done


@transaction.atomic
def _derive_group(
    site: Site, employee_ids: Collection[int], seen: Collection[int], first: date, last: date
) -> Changes:
    done = derive_range(site=site, employee_ids=employee_ids, first=first, last=last)
    DirtyDay.objects.filter(pk__in=seen).delete()
    return done


def derive_range(
    *,
    site: Site,
    employee_ids: Collection[int],
    first: date,
    last: date,
    watch: Watch | None = None,
) -> Changes:
    """Derive the days up to tomorrow of a span that may be open or long, a month at a time."""
    done, end = Changes(), min(last, clock.local_day(site.zone) + A_DAY)
    if end - first > A_MONTH:
        first = max(first, first_day(site, employee_ids) or end + A_DAY)
    while first <= end:
        until = min(end, first + A_MONTH)
        done += derive_days(
            site=site, employee_ids=employee_ids, first=first, last=until, watch=watch
        )
        first = until + A_DAY
    return done


def derive_due_days(*, site: Site, now: datetime | None = None) -> Changes:
    """Judge the days that time alone has changed: the window is over and the devices have told."""
    moment, done, after = now or clock.now(), Changes(), 0
    due = due_days(site.pk, moment)
    while batch := list(due.filter(pk__gt=after)[: people_at_once()]):
        after = batch[-1][0]
        days = [day for _, _, day in batch]
        people = {pk for _, pk, _ in batch}
        done += derive_days(
            site=site, employee_ids=people, first=min(days), last=max(days), now=moment
        )
    return done


def open_day(*, site: Site, day: date) -> None:
    """Have the rows of a new day made for everybody rostered: expected until they come."""
    mark_days(site_id=site.pk, employee_ids=[None], first=day, last=day)


def sweep() -> None:
    """settings.SWEEPS: ring where marks wait or days have come due."""
    due = AttendanceDay.objects.unsettled(clock.now()).order_by()
    if DirtyDay.objects.exists():
        ring(DERIVE)
    for site_id in due.values_list("site_id", flat=True).distinct():
        ring(DUE, site_id)
