"""The schedules: sums every hour, counts set right once a day, sums of the month; and two of our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.models import PeriodRun
from factory.core.periods import Cadence, Daily, Hourly, Monthly, Period
from factory.sites.models import Site
from occupancy import services
from occupancy.models import Area
from occupancy.site_settings import RESET_HOUR

RETIRE_AT = time(4, 10)
"""In UTC; a quiet hour somewhere."""


def _part(area: Area, cadence: Cadence, since: datetime) -> Scope:
    text, zone = f"area:{area.pk}", area.site.zone
    return Scope(text, area.site_id, zone, cadence, since, name=area.name)


def _of(site: Site, cadence: Cadence) -> Scope:
    return Scope(f"site:{site.pk}", site.pk, site.zone, cadence, name=site.name)


def _sites_hourly() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield _of(site, Hourly())


def _sites_monthly() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield _of(site, Monthly())


def _places() -> Iterator[Scope]:
    """Each area at its own reset time; a site's cameras of no area at the site's hour."""
    for site in Site.objects.all():
        yield _of(site, Daily(time(RESET_HOUR.of(site.pk))))
    for area in Area.objects.reset_daily().select_related("site"):
        yield _part(area, Daily(area.reset_time), area.set_right_since)


def _judged() -> Iterator[Scope]:
    """Every area an hour after its day has ended: its last hour has been summed up by then."""
    for area in Area.objects.select_related("site"):
        at = area.reset_time or time(0, 0)
        yield _part(area, Daily(_later(at)), area.opened_at)


def _later(at: time) -> time:
    return at.replace(hour=(at.hour + 1) % 24, minute=at.minute)


def _everywhere() -> Iterator[Scope]:
    yield Scope("all", None, ZoneInfo("UTC"), Daily(RETIRE_AT), name="all sites")


def _number(scope: str) -> int:
    return int(scope.partition(":")[2])


def _site(scope: str) -> Site:
    site: Site = Site.objects.get(pk=_number(scope))
    return site


def _area(scope: str) -> Area | None:
    """Return the scope's area; None if it was deleted meanwhile."""
    area: Area | None = Area.objects.select_related("site").filter(pk=_number(scope)).first()
    return area


def _run_hourly(scope: str, period: Period) -> Result:
    site = _site(scope)
    services.absorb_marks(site=site, until=period.end)
    if _has_run(scope, period):
        # Asked for again: its readings left no marks, and its sums may be what is doubted.
        services.aggregate_hours(site=site, period=period)
    if services.learn_paces(site=site, until=period.end):
        services.absorb_marks(site=site, until=period.end)
    services.mark_turned(site=site, now=period.end)
    return services.hour_result(site=site, period=period)


def _has_run(scope: str, period: Period) -> bool:
    """Return whether the hour has a result already; an attempt that failed or died left none."""
    runs = PeriodRun.objects.filter(kind=HOURLY.name, scope=scope, period_start=period.start)
    return bool(runs.exclude(result={}).exists())


def _run_monthly(scope: str, period: Period) -> Result:
    return {"success": True, "rows": services.aggregate_month(site=_site(scope), period=period)}


def _run_drift(scope: str, period: Period) -> Result:
    if scope.startswith("site:"):
        return services.correct_drift(site=_site(scope), area_id=0, at=period.end)
    area = _area(scope)
    if area is None or not area.goes_by(period.end):
        return {"success": True, "cameras_reset": 0}
    if area.reset_by == Area.ResetBy.QUIET:
        return services.correct_at_quietest(area=area, period=period)
    return services.correct_drift(site=area.site, area_id=area.pk, at=period.end)


def _run_quality(scope: str, period: Period) -> Result:
    area = _area(scope)
    return services.judge_counters(area=area, at=period.end) if area else {"success": True}


def _run_retention(_scope: str, period: Period) -> Result:
    return services.retire_logs(now=period.end)


HOURLY = PeriodKind(
    name="occupancy.hourly",
    title="Hourly Occupancy Aggregation",
    bell="occupancy_hourly_aggregation",
    scopes=_sites_hourly,
    run=_run_hourly,
)
DRIFT = PeriodKind(
    name="occupancy.drift",
    title="Occupancy Drift Correction",
    bell="occupancy_drift_correction",
    scopes=_places,
    run=_run_drift,
)
MONTHLY = PeriodKind(
    name="occupancy.monthly",
    title="Monthly Occupancy Aggregation",
    bell="occupancy_monthly_aggregation",
    scopes=_sites_monthly,
    run=_run_monthly,
)
QUALITY = PeriodKind(
    name="occupancy.quality",
    title="Occupancy Counters Judged",
    bell="occupancy_counters_judged",
    scopes=_judged,
    run=_run_quality,
)
RETENTION = PeriodKind(
    name="occupancy.retention",
    title="Occupancy Log Retention",
    bell="occupancy_log_retention",
    scopes=_everywhere,
    run=_run_retention,
    # Each site and month is a transaction of its own.
    atomic=False,
)
KINDS = (HOURLY, DRIFT, MONTHLY)
"""The guide's three."""
