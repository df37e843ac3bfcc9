"""The days that somebody asks for, derived before they are read, as far as they are marked."""

from __future__ import annotations

import time
from datetime import date

from django.db import transaction
from django.db.models import Max, Min

from attendance.models import DirtyDay
from attendance.rosters import A_DAY
from attendance.selectors.site_memory import marks_reaching
from attendance.services.deriving import derive_days
from attendance.services.marks import A_MONTH, DERIVE, last_to_derive
from attendance.services.setting_aside import derive_each
from factory.core.ring import ring
from identity.models import Employee

SECONDS = 5
"""So long somebody waits at most; behind the month at work the worker goes on."""


def derive_asked(*, employee: Employee, first: date, last: date) -> bool:
    """Derive those days of an employee that are marked, a month at a time; say whether all are done.

    Marks that lie within what was derived are done with; longer ones stay for the worker. Safe to
    repeat and beside the worker.
    """
    began = time.monotonic()
    marks = marks_reaching(employee.site, first, last).waiting().filter(employee=employee)
    span = marks.aggregate(first=Min("first"), last=Max("last"))
    if span["first"] is None:
        return True
    first, last = min(first, span["last"]), max(last, span["first"])
    begin, end = max(first, span["first"]), last_to_derive(employee.site, min(last, span["last"]))
    while begin <= end:
        until = min(end, begin + A_MONTH)
        _derive_month(employee, begin, until)
        begin = until + A_DAY
        if begin <= end and time.monotonic() - began > SECONDS:
            ring(DERIVE)
            return False
    return True


@transaction.atomic
def _derive_month(employee: Employee, first: date, last: date) -> None:
    within = DirtyDay.objects.waiting().filter(employee=employee, first__gte=first, last__lte=last)
    # Those that come while we derive may tell of more than we see.
    seen = list(within.values_list("pk", flat=True))
    done = derive_each(
        site=employee.site,
        people=[employee.pk],
        days=(first, last),
        derive=lambda people: derive_days(
            site=employee.site, employee_ids=people, first=first, last=last, touched=True
        ),
    )
    if not done.set_aside:
        DirtyDay.objects.filter(pk__in=seen).delete()
