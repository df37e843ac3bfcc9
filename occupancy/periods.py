"""The three schedules: sums every hour, counts set right once a day, sums of the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.periods import Daily, Hourly, Monthly, Period
from factory.sites.models import Site
from occupancy import services
from occupancy.models import Area
from occupancy.site_settings import RESET_HOUR


def _sites_hourly() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield Scope(f"site:{site.pk}", site.pk, site.zone, Hourly())


def _sites_monthly() -> Iterator[Scope]:
    for site in Site.objects.all():
        yield Scope(f"site:{site.pk}", site.pk, site.zone, Monthly())


def _places() -> Iterator[Scope]:
    """Each area at its own reset time; a site's cameras of no area at the site's."""
    for site in Site.objects.all():
        yield Scope(f"site:{site.pk}", site.pk, site.zone, Daily(time(RESET_HOUR.of(site.pk))))
    for area in Area.objects.filter(reset_time__isnull=False).select_related("site"):
        yield Scope(f"area:{area.pk}", area.site_id, area.site.zone, Daily(area.reset_time))


def _number(scope: str) -> int:
    return int(scope.partition(":")[2])


def _site(scope: str) -> Site:
    site: Site = Site.objects.get(pk=_number(scope))
    return site


def _run_hourly(scope: str, period: Period) -> Result:
    site = _site(scope)
    services.absorb_marks(site=site, until=period.end)
    return services.hour_result(site=site, period=period)


def _run_monthly(scope: str, period: Period) -> Result:
    return {"success": True, "rows": services.aggregate_month(site=_site(scope), period=period)}


def _run_drift(scope: str, period: Period) -> Result:
    if scope.startswith("site:"):
        return services.correct_drift(site=_site(scope), area_id=0, at=period.end)
    area = Area.objects.select_related("site").filter(pk=_number(scope)).first()
    if area is None:
        return {"success": True, "cameras_reset": 0}
    return services.correct_drift(site=area.site, area_id=area.pk, at=period.end)


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
KINDS = (HOURLY, DRIFT, MONTHLY)
