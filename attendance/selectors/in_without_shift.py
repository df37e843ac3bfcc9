"""Who is in although no shift of theirs is near: somebody called in, or not on the roster yet."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from attendance.matching import LONGEST_SPELL
from attendance.models import Punch, ShiftAssignment
from attendance.selectors.boards import present_at
from attendance.selectors.departments import in_department
from attendance.vocabulary import Direction
from factory.sites.models import Site


def in_without_shift(
    site: Site, at: datetime, *, department: str = "", shift_id: int | None = None
) -> list[Punch]:
    """Return the last coming of each, by name, with the employee: one query.

    They came within the longest spell before ``at``, have not left since, and are in no shift. A
    sighting without a direction is no coming.
    """
    spell = (at - LONGEST_SPELL, at)
    seen = Punch.objects.counting().filter(site=site, at__range=spell)
    gone = seen.filter(
        employee=OuterRef("employee"), direction=Direction.OUT, at__gt=OuterRef("at")
    )
    comings: QuerySet[Punch] = seen.filter(~Exists(gone), direction=Direction.IN)
    rows = comings.filter(stray__isnull=False).exclude(
        employee__in=present_at(site, at).order_by().values("employee")
    )
    if department:
        rows = in_department(rows, department, on=F("stray__day"))
    if shift_id:
        rows = rows.filter(employee_id__in=ShiftAssignment.objects.people_on(shift_id))
    ordered = rows.select_related("employee").order_by("employee__name", "at", "pk")
    return list({row.employee_id: row for row in ordered}.values())
