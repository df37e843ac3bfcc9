"""Today's figures at a site, counted in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from attendance.models import AttendanceDay, Regularisation
from attendance.selectors.in_without_shift import in_without_shift
from attendance.vocabulary import DayStatus
from factory.sites.models import Site

OFF = (DayStatus.ON_LEAVE, DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF)


@dataclass(frozen=True, slots=True)
class Today:
    """People of today's shifts, each counted by the board's own rules, and what waits for HR."""

    present: int
    left: int
    missing: int
    away: int
    late: int
    flagged: int
    asked: int


def today_at(site: Site, now: datetime) -> Today:
    """Return a site's figures at a moment: four queries whatever the number of people."""
    came = Q(first_in__isnull=False)
    inside = came & Q(last_out__isnull=True)
    unseen = Q(first_in__isnull=True, last_out__isnull=True)
    off = Q(status__in=OFF)
    day = now.astimezone(site.zone).date()
    rows = AttendanceDay.objects.filter(site=site).filter(
        Q(day=day) | (inside & Q(closes__gte=now))
    )
    counted = rows.aggregate(
        present=Count("pk", filter=inside),
        left=Count("pk", filter=Q(last_out__isnull=False)),
        missing=Count("pk", filter=unseen & ~off & Q(start__lte=now)),
        away=Count("pk", filter=unseen & off),
        late=Count("pk", filter=came & Q(is_late=True)),
    )
    counted["present"] += len(in_without_shift(site, now))
    return Today(
        **counted,
        flagged=AttendanceDay.objects.filter(site=site, needs_review=True).count(),
        asked=Regularisation.objects.filter(site=site, state=Regularisation.State.PENDING).count(),
    )
