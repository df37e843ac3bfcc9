"""All days of a span derived anew from the raw punches, in chunks of people."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

from django.db import connection

from attendance.models import AttendanceDay, Punch, ShiftAssignment
from attendance.services.deriving import Changes
from attendance.services.differing import Watch
from attendance.services.marks import derive_range, people_at_once
from attendance.services.summaries import check_range
from factory.sites.models import Site
from identity.models import Employee


def people_to_rebuild(site: Site) -> list[int]:
    """Return everybody who may have days: rostered, with punches, or with days already."""
    pks: set[int] = set()
    for model in (ShiftAssignment, Punch, AttendanceDay):
        rows = model.objects.filter(site=site).order_by()
        pks |= set(rows.values_list("employee_id", flat=True).distinct())
    return sorted(Employee.objects.filter(site=site, pk__in=pks).values_list("pk", flat=True))


def rebuild(
    *, site: Site, first: date, last: date, watch: Watch | None = None
) -> Iterator[tuple[int, Changes]]:
    """Derive the days from first to last of everybody; yield people done and what changed.

    ``watch`` is told of each day that changed, field by field. Rebuilding twice changes nothing. Each
    chunk of people commits as a whole, and memory holds one.
    """
    check_range(first, last)
    pks, size = people_to_rebuild(site), people_at_once()
    for start in range(0, len(pks), size):
        began, group = time.monotonic(), pks[start : start + size]
        done = derive_range(site=site, employee_ids=group, first=first, last=last, watch=watch)
        yield len(group), done
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(min(time.monotonic() - began, 0.05))
