"""The guide's OccupancyScheduler, on the ledger and django-celery-beat: status, on and off, run now."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django_celery_beat.models import PeriodicTask

from factory.core import clock, heartbeats
from factory.core.beat import BEAT
from factory.core.ledger import PeriodKind
from factory.core.schedules import Status, statuses
from factory.sites.models import Site
from factory.sites.selectors import default_site
from occupancy import services
from occupancy.hours import hour_of, month_of
from occupancy.jobs import aggregate_hour
from occupancy.models import CountReset
from occupancy.periods import DRIFT, HOURLY, KINDS, MONTHLY

logger = logging.getLogger("factory.jobs")
QUEUE = "maintenance"
WHEN = {
    HOURLY: "every hour at :00",
    DRIFT: "daily at 03:00 AM",
    MONTHLY: "1st of month at 00:00",
}


class OccupancyScheduler:
    """Of one site, the default one unless another is given. Each call acts at once, in this process."""

    def __init__(self, site: Site | None = None) -> None:
        self._site = site

    @property
    def site(self) -> Site:
        if self._site is None:
            self._site = default_site()
        return self._site

    def start(self) -> None:
        """Switch the three schedules on, for every site; beat and workers are the supervisor's."""
        _switch(enabled=True)
        for number, kind in enumerate(KINDS, 1):
            logger.info("✅ Job %d: %s (%s)", number, kind.title, WHEN[kind])

    def stop(self) -> None:
        """Switch the three schedules off, for every site; what they miss is done after a start."""
        _switch(enabled=False)
        logger.info("⚠️ the occupancy schedules are switched off")

    def get_scheduler_status(self) -> dict[str, Any]:
        """Return ``running`` and ``jobs``; ``running`` only while beat and a worker are alive."""
        found = list(statuses(KINDS, now=clock.now(), site_id=self.site.pk))
        jobs = [_job([one for one in found if one.kind is kind]) for kind in KINDS]
        return {"running": _alive() and any(one.enabled for one in found), "jobs": jobs}

    def aggregate_occupancy_hourly(self, moment: datetime | None = None) -> dict[str, Any]:
        """Sum up the hour that ``moment`` is in, by default the last one that has closed."""
        at = moment or hour_of(clock.now(), self.site.zone).start - timedelta(minutes=1)
        return _logged(HOURLY, lambda: aggregate_hour(self.site, at))

    def apply_occupancy_drift_correction(self) -> dict[str, Any]:
        """Say that nobody is in now, in no area that has a reset time."""
        reason = CountReset.Reason.HAND
        return _logged(DRIFT, lambda: services.correct_drift(site=self.site, reason=reason))

    def aggregate_occupancy_monthly(self) -> dict[str, Any]:
        """Sum up the last month that has closed; returns ``success``, ``month`` and ``rows``."""
        return _logged(MONTHLY, self._month)

    def _month(self) -> dict[str, Any]:
        today = clock.local_day(self.site.zone)
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        rows = services.aggregate_month(site=self.site, period=month_of(month, self.site.zone))
        return {"success": True, "month": month.isoformat(), "rows": rows}


def _switch(*, enabled: bool) -> None:
    for bell in PeriodicTask.objects.filter(name__in=[kind.bell for kind in KINDS]):
        bell.enabled = enabled
        # Not update(): saving tells beat to read its rows again.
        bell.save()


def _alive() -> bool:
    alive = heartbeats.fresh()
    beat = any(name.startswith(BEAT) for name in alive)
    return beat and QUEUE in heartbeats.queues_served(alive)


def _job(found: list[Status]) -> dict[str, Any]:
    """Return one schedule of the site, over its scopes: the soonest run, the last one, all missed."""
    soonest = min((one.next_run for one in found if one.next_run), default=None)
    ran = [one for one in found if one.last_run]
    last = max(ran, key=lambda one: one.last_run or clock.now(), default=None)
    kind = found[0].kind
    return {
        "id": kind.bell,
        "name": kind.title,
        "next_run_time": soonest.isoformat() if soonest else None,
        "trigger": found[0].trigger,
        "last_run_time": last.last_run.isoformat() if last and last.last_run else None,
        "last_status": last.last_status if last else None,
        "missed": sum(one.missed for one in found),
    }


def _logged(kind: PeriodKind, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    began = time.monotonic()
    try:
        result = work()
    except Exception:
        logger.exception("❌ %s failed", kind.title)
        raise
    logger.info("✅ %s completed in %.2fs", kind.title, time.monotonic() - began)
    return result
