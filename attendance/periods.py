"""Attendance's schedule: at each site's midnight the new day gets its rows."""

from __future__ import annotations

from collections.abc import Iterator

from attendance import services
from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.periods import Daily, Period
from factory.sites.models import Site


def _sites() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield Scope(f"site:{site.pk}", site.pk, site.zone, Daily())


def _open(scope: str, period: Period) -> Result:
    site = Site.objects.get(pk=int(scope.partition(":")[2]))
    day = period.end.astimezone(site.zone).date()
    services.open_day(site=site, day=day)
    return {"day": day.isoformat()}


DAYS = PeriodKind(
    name="attendance.days",
    title="Attendance Day Opening",
    bell="attendance_days",
    scopes=_sites,
    run=_open,
)
