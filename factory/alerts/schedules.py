"""Alerts about the schedule itself: runs that failed for good, and runs that are late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, QuerySet

from factory.alerts.models import Alert
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock, ledger, undeclared
from factory.core.leases import State
from factory.core.models import PeriodRun
from factory.core.periods import LOOKBACK
from factory.sites.selectors import default_site

FAILED, LATE = "schedule_failed", "schedule_late"
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One schedule at one scope in one kind of trouble; ``newest`` is when it last got worse."""

    kind: str
    schedule: str
    scope: str
    site_id: int
    newest: datetime

    @property
    def dedup_key(self) -> str:
        return f"{self.kind}:{self.schedule}:{self.scope}"

    @property
    def text(self) -> str:
        declared = ledger.kinds().get(self.schedule)
        title = declared.title if declared else self.schedule
        what = "failed for good" if self.kind == FAILED else "is more than 15 minutes late"
        why = "" if declared else f": {undeclared.REASON.format(kind=self.schedule)}"
        scope = declared.name_of(self.scope) if declared else self.scope
        return f"{title} ({scope}) {what}{why}."


def sweep() -> None:
    """Raise an alert for each new trouble, and resolve those that are over. Safe to repeat.

    A trouble that somebody resolved by hand stays resolved until it gets worse.
    """
    now = clock.now()
    present = [*_failed(now), *_late(now)]
    for trouble in present:
        if not _told(trouble):
            raise_alert(
                site_id=trouble.site_id,
                kind=trouble.kind,
                text=trouble.text,
                dedup_key=trouble.dedup_key,
                severity="critical" if trouble.kind == FAILED else "warning",
            )
    _resolve_but({trouble.dedup_key for trouble in present})


def _failed(now: datetime) -> list[Trouble]:
    failed = PeriodRun.objects.filter(state=State.FAILED, period_end__gt=now - LOOKBACK)
    return _troubles(FAILED, failed.values_list("kind", "scope", "site_id"), Max("finished_at"))


def _late(now: datetime) -> list[Trouble]:
    # What waits because its schedule is switched off is not late, either.
    # A new site's first period closed long ago, and was written down just now: that is not late.
    late = PeriodRun.objects.filter(
        state__in=[State.PENDING, State.RUNNING],
        period_end__lt=now - LATE_AFTER,
        created_at__lt=now - LATE_AFTER,
    ).exclude(kind__in=ledger.kinds_switched_off())
    return _troubles(LATE, late.values_list("kind", "scope", "site_id"), Min("period_end"))


def _troubles(
    kind: str, runs: QuerySet[PeriodRun, tuple[str, str, int | None]], newest: Max | Min
) -> list[Trouble]:
    found: Iterable[tuple[str, str, int | None, datetime]] = runs.order_by().annotate(at=newest)
    return [
        Trouble(kind, schedule, scope, site_id or default_site().pk, at)
        for schedule, scope, site_id, at in found
    ]


def _told(trouble: Trouble) -> bool:
    """Return whether an alert was raised for it since it last got worse."""
    raised = Alert.objects.filter(site_id=trouble.site_id, dedup_key=trouble.dedup_key)
    return bool(raised.filter(last_raised_at__gte=trouble.newest).exists())


def _resolve_but(present: set[str]) -> None:
    stale = Alert.objects.filter(kind__in=[FAILED, LATE], resolved_at__isnull=True)
    for site_id, key in stale.exclude(dedup_key__in=present).values_list("site_id", "dedup_key"):
        resolve_alert(site_id=site_id, dedup_key=key)
