"""What people may start at once: the sums of an hour, and setting counts right."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from factory.core.jobs import JobKind, Json, Step
from factory.core.periods import Period
from factory.sites.models import Site
from occupancy import services
from occupancy.hours import hour_of
from occupancy.models import CountReset


def aggregate_hour(site: Site, moment: datetime) -> dict[str, Any]:
    """Sum up the hour that ``moment`` is in; answers as the guide's hourly job does."""
    began = time.monotonic()
    hour = hour_of(moment, site.zone)
    period = Period(hour.start, hour.end)
    services.aggregate_hours(site=site, period=period)
    seconds = {"duration_seconds": round(time.monotonic() - began, 3)}
    return services.hour_result(site=site, period=period) | seconds


def _aggregate(params: Json, _cursor: Any) -> Step:
    site: Site = Site.objects.get(pk=params["site"])
    return Step(result=aggregate_hour(site, datetime.fromisoformat(params["hour"])), done=1)


def _correct(params: Json, _cursor: Any) -> Step:
    result = services.correct_drift(
        site=Site.objects.get(pk=params["site"]),
        area_id=params["area"],
        at=datetime.fromisoformat(params["at"]),
        reason=CountReset.Reason.HAND,
        who_id=params["who"],
    )
    return Step(result=result, done=1)


AGGREGATE_HOUR = JobKind(
    name="occupancy.aggregate_hour", title="Hourly Occupancy Aggregation", step=_aggregate
)
CORRECT_DRIFT = JobKind(
    name="occupancy.correct_drift", title="Occupancy Drift Correction", step=_correct
)
