"""How the schedules are doing: next run, last success, how late, and what was missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q

from factory.core.bells import bell_of, rings, trigger_text
from factory.core.leases import State
from factory.core.ledger import PeriodKind, Scope
from factory.core.models import PeriodRun
from factory.core.periods import next_boundary

GRACE = timedelta(minutes=15)
"""A run that is not done this long after its period's end is missed until it is."""


@dataclass(frozen=True, slots=True)
class Status:
    """One schedule for one scope. Times are in the scope's zone.

    While it is off there is no ``next_run``, and what waits for it is neither late nor missed.
    """

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
        bell = bell_of(kind)
        ledger = _ledger(kind, now, enabled=rings(bell))
        for scope in kind.scopes():
            if site_id is None or scope.site_id == site_id:
                yield _status(kind, scope, bell, ledger.get(scope.text, {}), now)


def _ledger(kind: PeriodKind, now: datetime, *, enabled: bool) -> dict[str, dict[str, Any]]:
    undone = ~Q(state=State.DONE) if enabled else Q(state=State.FAILED)
    open_ones = undone & Q(period_end__lte=now)
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
    enabled = rings(bell)
    last = row.get("last", {})
    unopened = _unopened(scope, row, now) if enabled else []
    late = _oldest(row, unopened) if enabled else None
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
        missed=row.get("open", 0) + sum(end <= now - GRACE for end in unopened),
    )


def _unopened(scope: Scope, row: dict[str, Any], now: datetime) -> list[datetime]:
    """Return the ends of periods that nobody has opened, oldest first: the sweep is down too."""
    if not row:
        return []
    return [one.end for one in scope.unopened(last_end=row["newest"], now=now)]


def _oldest(row: dict[str, Any], unopened: list[datetime]) -> datetime | None:
    waiting = [row["oldest_open"], *unopened[:1]] if row else []
    return min((one for one in waiting if one), default=None)


def _local(moment: datetime | None, scope: Scope) -> datetime | None:
    return moment.astimezone(scope.zone) if moment else None
