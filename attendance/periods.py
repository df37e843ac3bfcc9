"""Attendance's schedules: new days get their rows at midnight; occupancy is told daily who is in."""

from __future__ import annotations

from collections.abc import Iterator

from attendance import services
from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.periods import Daily, Period
from factory.sites.models import Site
from occupancy.models import Area


def _sites() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield Scope(f"site:{site.pk}", site.pk, site.zone, Daily(), name=site.name)


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


def _areas() -> Iterator[Scope]:
    """Each area that goes by punches, at its own reset time."""
    for area in Area.objects.counted_by_punches().select_related("site"):
        yield Scope(
            f"area:{area.pk}",
            area.site_id,
            area.site.zone,
            Daily(area.reset_time),
            area.set_right_since,
            name=area.name,
        )


def _hand_over(scope: str, period: Period) -> Result:
    area = Area.objects.select_related("site").filter(pk=int(scope.partition(":")[2])).first()
    if area is None or not area.goes_by(period.end):
        return {"success": True, "cameras_reset": 0}
    return services.hand_over_daily(area=area, at=period.end)


HEADCOUNT = PeriodKind(
    name="attendance.headcount",
    title="Attendance Head Count",
    bell="attendance_headcount",
    scopes=_areas,
    run=_hand_over,
    # Days are derived first, each group of people in a transaction of its own.
    atomic=False,
)
