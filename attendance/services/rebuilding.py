"""All days of a span derived anew from the raw punches, in chunks of people."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from attendance.models import AttendanceDay, Punch, ShiftAssignment
from attendance.services.deriving import Changes
from attendance.services.differing import Watch
from attendance.services.marks import derive_range, people_at_once
from attendance.services.setting_aside import derive_each
from attendance.services.summaries import check_range
from factory.sites.models import Site
from identity.models import Employee


def people_to_rebuild(site: Site) -> QuerySet[Employee, int]:
    """Return the keys of everybody who may have days: rostered, with punches, or with days already."""
    mine = OuterRef("pk")
    known = [
        Exists(model.objects.filter(employee=mine))
        for model in (ShiftAssignment, Punch, AttendanceDay)
    ]
    people = Employee.objects.filter(reduce(or_, map(Q, known)), site=site)
    return people.order_by("pk").values_list("pk", flat=True)


def rebuild(
    *, site: Site, first: date, last: date, watch: Watch | None = None
) -> Iterator[tuple[int, Changes]]:
    """Derive the days from first to last of everybody; yield people done and what changed.

    ``watch`` is told of each day that changed, field by field. Rebuilding twice changes nothing. Each
    chunk of people commits as a whole, and memory holds one.
    """
    check_range(first, last)
    chunk: Chunk | None = Chunk()
    while chunk is not None:
        chunk, people, done = rebuild_chunk(
            site=site, first=first, last=last, chunk=chunk, watch=watch
        )
        yield people, done


class Chunk(NamedTuple):
    """The next people to be rebuilt: those behind this key."""

    after: int = 0


def rebuild_chunk(
    *, site: Site, first: date, last: date, chunk: Chunk, watch: Watch | None = None
) -> tuple[Chunk | None, int, Changes]:
    """Derive the days of the next people; return who come then (None: nobody), how many, changes.

    Safe to repeat from the same place. Whose days cannot be derived is set aside, and stops nobody.
    """
    began = time.monotonic()
    group = list(people_to_rebuild(site).filter(pk__gt=chunk.after)[: people_at_once()])
    if not group:
        return None, 0, Changes()
    derive = partial(_derive, site, first, last, watch)
    done = derive_each(site=site, people=group, days=(first, last), derive=derive)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(time.monotonic() - began, 0.05))
    return Chunk(group[-1]), len(group), done


def _derive(
    site: Site, first: date, last: date, watch: Watch | None, people: Collection[int]
) -> Changes:
    return derive_range(site=site, employee_ids=people, first=first, last=last, watch=watch)
