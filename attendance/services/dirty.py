"""What is marked is derived in pieces: each commits by itself, and the mark says what is left."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from attendance.models import AttendanceDay, DirtyDay, ShiftAssignment, StrayPunch
from attendance.rosters import A_DAY
from attendance.services.deriving import Changes, derive_days
from attendance.services.marks import (
    A_MONTH,
    DERIVE,
    first_to_derive,
    last_to_derive,
    mark_days,
    people_at_once,
)
from attendance.services.setting_aside import UNREADABLE, released, set_aside
from factory.core.ring import ring
from factory.sites.models import Site

SLICE_SECONDS = 40
"""A task works this long at most; what is left is rung for again (tasks last 60 s)."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Group:
    """People of a site who are marked for the same days; ``marks`` are the keys of each one's."""

    site: Site
    first: date
    last: date
    marks: dict[int, list[int]]

    @property
    def end(self) -> date:
        return last_to_derive(self.site, self.last)

    @property
    def is_long(self) -> bool:
        return self.end - self.first > A_MONTH

    @property
    def rows(self) -> QuerySet[DirtyDay]:
        rows: QuerySet[DirtyDay] = DirtyDay.objects.filter(
            pk__in=[mark for own in self.marks.values() for mark in own]
        )
        return rows

    def split(self, size: int = 1) -> Iterator[_Group]:
        people = sorted(self.marks)
        for start in range(0, len(people), size):
            yield replace(self, marks={pk: self.marks[pk] for pk in people[start : start + size]})


@dataclass(slots=True)
class _Slice:
    """One call's turn; ``begun`` are the marks whose empty years before the first row are cut off.

    ``released`` are the sites where something that was set aside has been tried again.
    """

    began: float = field(default_factory=time.monotonic)
    begun: set[int] = field(default_factory=set)
    released: set[int] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        return time.monotonic() - self.began > SLICE_SECONDS


def derive_dirty_days(*, site_id: int | None = None, employee_id: int | None = None) -> Changes:
    """Derive what is marked (of one site or employee); rings for itself where much is left.

    Late days go first, and a span of years a month at a time, so that it holds nobody up. A mark
    is shortened or deleted in the transaction that has derived the days. Safe to repeat and for
    two at once. Days that cannot be derived are set aside, see ``setting_aside``.
    """
    done, turn = Changes(), _Slice()
    named = {"site_id": site_id, "employee_id": employee_id}
    marks = DirtyDay.objects.waiting().filter(**{k: v for k, v in named.items() if v is not None})
    while batch := list(marks.select_related("site").order_by("-first", "pk")[:_BATCH]):
        done += _derive_batch(batch, turn)
        if turn.is_over:
            ring(DERIVE)
            break
    released(turn.released)
    return done


def _derive_batch(batch: Collection[DirtyDay], turn: _Slice) -> Changes:
    done = Changes()
    for mark in batch:
        if mark.employee_id is None:
            _spread(mark.site, mark)
        if mark.reason:
            turn.released.add(mark.site_id)
    for group in _groups(batch):
        done += _derive_carefully(group, turn)
        if group.is_long or turn.is_over:
            # Marks that have come meanwhile go before its next month.
            break
    return done


@transaction.atomic
def _spread(site: Site, mark: DirtyDay) -> None:
    """Put a mark for each who is rostered or has days in the place of one for everybody."""
    rows = ShiftAssignment.objects.filter(site=site).meeting(mark.first, mark.last).order_by()
    pks = set(rows.values_list("employee_id", flat=True))
    for derived in (AttendanceDay, StrayPunch):
        known = derived.objects.filter(site=site, day__range=(mark.first, mark.last)).order_by()
        pks |= set(known.values_list("employee_id", flat=True).distinct())
    if DirtyDay.objects.filter(pk=mark.pk).delete()[0]:
        mark_days(site_id=site.pk, employee_ids=sorted(pks), first=mark.first, last=mark.last)


def _groups(batch: Collection[DirtyDay]) -> Iterator[_Group]:
    """Yield groups of people marked for the same days, the latest days first."""
    found: dict[tuple[int, date, date], _Group] = {}
    for mark in batch:
        if mark.employee_id is not None:
            key = (mark.site_id, mark.first, mark.last)
            group = found.setdefault(
                key, _Group(mark.site, mark.first, mark.last, defaultdict(list))
            )
            group.marks[mark.employee_id].append(mark.pk)
    for group in found.values():
        yield from group.split(people_at_once())


def _derive_carefully(group: _Group, turn: _Slice) -> Changes:
    """Derive the group's next days; of people whose days cannot be, the others' all the same."""
    try:
        return _derive_piece(group, turn)
    except UNREADABLE as error:
        if len(group.marks) == 1:
            set_aside(group.site, next(iter(group.marks)), group.rows, error)
            return Changes()
    return sum((_derive_carefully(one, turn) for one in group.split()), Changes())


@transaction.atomic
def _derive_piece(group: _Group, turn: _Slice) -> Changes:
    """Derive the first month and have the marks say what is left; the last piece deletes them."""
    first, end = _first(group, turn), group.end
    done, until = Changes(), end
    if first <= end:
        until = min(end, first + A_MONTH)
        done = derive_days(
            site=group.site, employee_ids=group.marks, first=first, last=until, touched=True
        )
    if until < end:
        # Of two workers, the one that is behind does not take the other's work back.
        group.rows.filter(first__lte=until).update(first=until + A_DAY)
        return done
    group.rows.delete()
    mended = DirtyDay.objects.set_aside().filter(employee_id__in=group.marks)
    if mended.update(reason="", again_at=None):
        turn.released.add(group.site.pk)
    return done


def _first(group: _Group, turn: _Slice) -> date:
    marks = {mark for own in group.marks.values() for mark in own}
    if not group.is_long or marks <= turn.begun:
        return group.first
    turn.begun |= marks
    return first_to_derive(group.site, group.marks, group.first)
