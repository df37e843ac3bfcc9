"""Days that wait for nothing any more: their window is over, and whoever served them has told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from attendance.closing import FIRST_OPENING, LONGEST_WAIT, Phase, Reader, heard_until, phase_of
from attendance.models import AttendanceDay, DirtyDay
from attendance.selectors.readers import likely_faces, site_readers, undecided
from attendance.vocabulary import ReviewReason

# As text, because not every database looks into a list; no reason contains another.
GIVEN_UP = Q(flagged_for_review=True, reasons__icontains=f'"{ReviewReason.DEVICE_SILENT}"')
"""Days that were judged although somebody had not told what they saw."""
_LOOKED_AT = timedelta(days=31)
Hours = tuple[datetime, datetime]
Days = QuerySet[AttendanceDay, Any]


def given_up(now: datetime) -> Days:
    """Return the days of the last month that were judged unheard: whoever was missing may be back."""
    rows: Days = AttendanceDay.objects.filter(
        GIVEN_UP, is_settled=True, day__gte=(now - _LOOKED_AT).date()
    )
    return rows


def due_days(site_id: int, now: datetime) -> Days:
    """Return the days to be judged for good, as (row, employee, day) by row: five queries and this.

    Those whose readers have told or are given up, and those given up whose readers have told since.
    Which they are is asked of each shift's hours, of which a site has few. Somebody who was likely
    seen waits, as long, for who says so; days that cannot be derived for their mark's next try.
    """
    waiting: Days = AttendanceDay.objects.unsettled(now).filter(site_id=site_id)
    doubted = given_up(now).filter(site_id=site_id)
    open_hours, doubted_hours = _hours(waiting), _hours(doubted)
    since = min((start for start, _ in (*open_hours, *doubted_hours)), default=now)
    faces = undecided(site_id, since - FIRST_OPENING, now)
    phase = partial(_phase, site_readers(site_id), faces, now)
    ready = [one for one in open_hours if phase(one).is_closed]
    heard = [one for one in doubted_hours if phase(one) is Phase.CLOSED]
    in_time = Q(closes__gt=now - LONGEST_WAIT) | GIVEN_UP
    found = (_at(waiting, ready) | _at(doubted, heard)).exclude(in_time & Q(_likely_seen()))
    return found.exclude(_aside()).order_by("pk").values_list("pk", "employee_id", "day")


def _aside() -> Exists:
    return Exists(
        DirtyDay.objects.set_aside().filter(
            employee_id=OuterRef("employee_id"),
            first__lte=OuterRef("day"),
            last__gte=OuterRef("day"),
        )
    )


def _likely_seen() -> Exists:
    """Say of a day whether a face of its hours is likely theirs, as somebody has yet to say."""
    return Exists(
        likely_faces().filter(
            employee_id=OuterRef("employee_id"),
            captured_at__gte=OuterRef("start") - FIRST_OPENING,
            captured_at__lt=OuterRef("closes"),
        )
    )


def _phase(
    readers: Collection[Reader], faces: Collection[datetime], now: datetime, hours: Hours
) -> Phase:
    start, closes = hours
    heard = heard_until(readers, faces, start=start, closes=closes)
    return phase_of(closes, reported_until=heard, now=now)


def _hours(rows: Days) -> list[Hours]:
    return list(rows.order_by().values_list("start", "closes").distinct())


def _at(rows: Days, hours: Collection[Hours]) -> Days:
    return rows.filter(
        start__in={start for start, _ in hours}, closes__in={closes for _, closes in hours}
    )
