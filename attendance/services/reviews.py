"""Flagged days found right as they are, one by one or many at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from attendance.models import AttendanceDay, DayReview
from attendance.models.days import VIEW
from factory.alerts.events import publish
from factory.audit.services import record
from factory.core.errors import Refused
from factory.core.models import User


@transaction.atomic
def review_days(*, days: Iterable[AttendanceDay], caller: User, note: str = "") -> int:
    """Say that days are right as they stand; return how many had been waiting for it.

    Safe to repeat. A day that comes out otherwise later waits again. Raises Refused
    (``four-eyes``) for the caller's own days.
    """
    pks = [day.pk for day in days]
    rows = list(
        AttendanceDay.objects.filter(pk__in=pks, needs_review=True)
        .select_for_update(of=("self",))
        .select_related("employee")
    )
    if any(row.employee.user_id == caller.pk for row in rows):
        raise Refused("Somebody else reviews one's own days.", code="four-eyes")
    DayReview.objects.bulk_create(
        DayReview(
            site_id=row.site_id,
            employee_id=row.employee_id,
            start=row.start,
            status=row.status,
            first_in=row.first_in,
            last_out=row.last_out,
            reasons=row.reasons,
            note=note.strip()[:500],
            who=caller,
        )
        for row in rows
    )
    AttendanceDay.objects.filter(pk__in=[row.pk for row in rows]).update(needs_review=False)
    for row in rows:
        record(site_id=row.site_id, caller=caller, act="review-day", subject=row, note=note)
        publish(row.site_id, "attendance", VIEW, [row.employee_id])
    return len(rows)
