"""How the schedules are doing: next run, last success, how late, and what was missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django_celery_beat.models import PeriodicTask

from factory.core.leases import State
from factory.core.ledger import PeriodKind, Scope
from factory.core.models import PeriodRun
from factory.core.periods import next_boundary

GRACE = timedelta(minutes=15)
"""A run that is not done this long after its period's end is missed until it is."""
CRON_FIELDS = (
    ("month", "month_of_year"),
    ("day", "day_of_month"),
    ("day_of_week", "day_of_week"),
    ("hour", "hour"),
    ("minute", "minute"),
)


@dataclass(frozen=True, slots=True)
class Status:
    """One schedule for one scope. Times are in the scope's zone; ``next_run`` is None while it is off."""

    kind: PeriodKind
    scope: Scope
    enabled: bool
    trigger: str
    next_run: datetime | None
    last_run: datetime | None
    last_status: str | None
    last_success: datetime | None
    late_by: timedelta | None
    missed: int

    @property
    def next_run_text(self) -> str:
        return minute_text(self.next_run)

    @property
    def last_success_text(self) -> str:
        return minute_text(self.last_success)


def minute_text(moment: datetime | None) -> str:
    """Return a moment in its own zone, which is named; an empty text for none."""
    return f"{moment:%Y-%m-%d %H:%M %Z}" if moment else ""


def statuses(
    kinds: Iterable[PeriodKind], *, now: datetime, site_id: int | None = None
) -> Iterator[Status]:
    """Yield every schedule's status, of one site or of all: a fixed number of queries for each kind."""
    for kind in kinds:
        bell = PeriodicTask.objects.filter(name=kind.bell).select_related("crontab").first()
        ledger = _ledger(kind, now)
        for scope in kind.scopes():
            if site_id is None or scope.site_id == site_id:
                yield _status(kind, scope, bell, ledger.get(scope.text, {}), now)


def _ledger(kind: PeriodKind, now: datetime) -> dict[str, dict[str, Any]]:
    open_ones = ~Q(state=State.DONE) & Q(period_end__lte=now)
    rows = PeriodRun.objects.filter(kind=kind.name)
    found = (
        rows.order_by()
        .values("scope")
        .annotate(
            newest=Max("period_end"),
            success=Max("finished_at", filter=Q(state=State.DONE)),
            oldest_open=Min("period_end", filter=open_ones),
            open=Count("pk", filter=open_ones & Q(period_end__lte=now - GRACE)),
        )
    )
    ledger = {row["scope"]: row for row in found}
    last = rows.filter(period_end__in={row["newest"] for row in ledger.values()})
    for run in last.values("scope", "period_end", "started_at", "state"):
        if ledger[run["scope"]]["newest"] == run["period_end"]:
            ledger[run["scope"]]["last"] = run
    return ledger


def _status(
    kind: PeriodKind, scope: Scope, bell: Any, row: dict[str, Any], now: datetime
) -> Status:
    enabled = bell is None or bool(bell.enabled)
    last = row.get("last", {})
    late = row.get("oldest_open")
    upcoming = next_boundary(scope.cadence, scope.zone, now) if enabled else None
    return Status(
        kind=kind,
        scope=scope,
        enabled=enabled,
        trigger=trigger_text(bell),
        next_run=_local(upcoming, scope),
        last_run=_local(last.get("started_at"), scope),
        last_status=last.get("state"),
        last_success=_local(row.get("success"), scope),
        late_by=now - late if late else None,
        missed=row.get("open", 0) + (_unopened(scope, row, now) if enabled else 0),
    )


def _unopened(scope: Scope, row: dict[str, Any], now: datetime) -> int:
    if not row:
        return 0
    return len(scope.unopened(last_end=row["newest"], now=now - GRACE))


def _local(moment: datetime | None, scope: Scope) -> datetime | None:
    return moment.astimezone(scope.zone) if moment else None


def trigger_text(bell: Any) -> str:
    """Return what rings for a schedule, such as ``cron[minute=0]``."""
    if bell is None or bell.crontab is None:
        return "sweep[every minute]"
    parts = [(name, getattr(bell.crontab, field)) for name, field in CRON_FIELDS]
    return f"cron[{', '.join(f'{name}={value}' for name, value in parts if value != '*')}]"
