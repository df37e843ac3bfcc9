"""The schedule's ledger: what is due is a row, and each row is worked exactly once.

Bells (beat, an admin's button, the sweep) may ring late, twice or not at all: they only say "look".
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.module_loading import import_string
from django_celery_beat.models import PeriodicTask

from factory.core import clock, undeclared
from factory.core.leases import State
from factory.core.models import PeriodRun
from factory.core.periods import Cadence, Period, closed_periods
from factory.core.ring import ring

logger = logging.getLogger("factory.jobs")
Result = dict[str, Any]
BATCH = 500
SLICE_SECONDS = 30
"""A task begins no run after it: tasks last 60 s, and the longest run may still be ahead."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a schedule runs for: ``text`` such as ``area:3``, its zone and its own cadence.

    ``name`` is what people call it, which only the kind's owner knows. Nothing that closes before
    ``since`` is due: the cadence was another one until then, or there was none. None: it has always
    been this one.
    """

    text: str
    site_id: int | None
    zone: ZoneInfo
    cadence: Cadence
    since: datetime | None = None
    name: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.text

    def unopened(self, *, last_end: datetime | None, now: datetime) -> list[Period]:
        """Return the periods that have closed by ``now`` and are not yet known, oldest first."""
        found = closed_periods(self.cadence, self.zone, last_end=last_end, now=now)
        return [one for one in found if self.since is None or one.end >= self.since]


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """A schedule that an app declares; settings.PERIOD_KINDS names them all.

    ``bell`` is the name of the beat row that rings for it and switches it off. ``run`` gets the
    scope's text and the period and returns the result; with ``atomic`` it and its settling are one
    transaction.
    """

    name: str
    title: str
    bell: str
    scopes: Callable[[], Iterable[Scope]]
    run: Callable[[str, Period], Result]
    atomic: bool = True
    lease: timedelta = timedelta(seconds=90)
    most_attempts: int = 5

    def name_of(self, text: str) -> str:
        """Return what people call a scope, even one that has been removed."""
        return next((one.shown for one in self.scopes() if one.text == text), text)


class LostLeaseError(Exception):
    """Another worker took the row; what this one did is rolled back."""


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, PeriodKind]:
    """Return every declared kind by its name."""
    return {kind.name: kind for kind in map(import_string, settings.PERIOD_KINDS)}


def switched_off(kind: PeriodKind) -> bool:
    """Return whether somebody switched the bell off: its rows wait until it is on again."""
    return bool(PeriodicTask.objects.filter(name=kind.bell, enabled=False).exists())


def kinds_switched_off() -> list[str]:
    """Return the names of the kinds that are switched off: one query for all."""
    off = set(PeriodicTask.objects.filter(enabled=False).values_list("name", flat=True))
    return [kind.name for kind in kinds().values() if kind.bell in off]


def open_due(kind: PeriodKind, *, now: datetime | None = None) -> int:
    """Write the rows that have become due; safe to repeat and to run twice at once."""
    moment = now or clock.now()
    if switched_off(kind):
        return 0
    known = dict(
        PeriodRun.objects.filter(kind=kind.name)
        .values_list("scope")
        .annotate(newest=Max("period_end"))
        .order_by()
    )
    rows = [
        PeriodRun(
            kind=kind.name,
            scope=scope.text,
            site_id=scope.site_id,
            period_start=period.start,
            period_end=period.end,
        )
        for scope in kind.scopes()
        for period in scope.unopened(last_end=known.get(scope.text), now=moment)
    ]
    PeriodRun.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def work_due(kind: PeriodKind, *, budget: float = SLICE_SECONDS) -> int:
    """Run what is due of one kind, oldest first; return how many runs this worker settled.

    No run is begun after ``budget`` seconds: the next task, rung for here, goes on.
    """
    if switched_off(kind):
        return 0
    due = PeriodRun.objects.due(clock.now()).filter(kind=kind.name).order_by("period_end")
    waiting = list(due.values_list("pk", flat=True)[:BATCH])
    began, settled = time.monotonic(), 0
    for number, pk in enumerate(waiting, start=1):
        settled += run_one(kind, pk)
        if number == BATCH or (number < len(waiting) and time.monotonic() - began >= budget):
            ring("core.work_due", kind.name)
            break
    return settled


def run_again(kind: PeriodKind, scope: str) -> int:
    """Put the scope's newest run back, and those that failed, and ring; returns how many.

    Every kind's work is safe to repeat. One that is running is left to its worker.
    """
    open_due(kind)
    runs = PeriodRun.objects.filter(kind=kind.name, scope=scope)
    newest = runs.order_by("-period_end").values("pk")[:1]
    again = runs.filter(Q(pk__in=newest) | Q(state=State.FAILED)).exclude(state=State.RUNNING)
    as_new = {"state": State.PENDING, "attempts": 0, "finished_at": None, "failure": ""}
    done = again.update(not_before=clock.now(), **as_new)
    ring("core.work_due", kind.name)
    return done


def run_one(kind: PeriodKind, pk: int) -> bool:
    """Claim and run one row; False when it was not due, was lost, or failed."""
    token = PeriodRun.objects.claim(pk, lease=kind.lease)
    if token is None:
        return False
    row = PeriodRun.objects.get(pk=pk)
    try:
        result = _settled(kind, row, token)
    except LostLeaseError:
        return False
    except Exception as error:  # noqa: BLE001 - whatever it is, the row says so
        _failed(kind, row, token, error)
        return False
    logger.info(
        "✅ %s completed in %.2fs (%s)",
        kind.title,
        (clock.now() - (row.started_at or clock.now())).total_seconds(),
        ", ".join(f"{name}={value}" for name, value in result.items()) or row,
    )
    return True


def _settled(kind: PeriodKind, row: PeriodRun, token: UUID) -> Result:
    period = Period(row.period_start, row.period_end)
    if not kind.atomic:
        return _settle(row, token, kind.run(row.scope, period))
    with transaction.atomic():
        return _settle(row, token, kind.run(row.scope, period))


def _settle(row: PeriodRun, token: UUID, result: Result) -> Result:
    done = PeriodRun.objects.settle(row.pk, token, state=State.DONE, result=result)
    if not done:
        raise LostLeaseError(str(row))
    return result


def _failed(kind: PeriodKind, row: PeriodRun, token: UUID, error: Exception) -> None:
    logger.error("❌ %s failed (%s), attempt %d", kind.title, row, row.attempts, exc_info=error)
    failure = f"{type(error).__name__}: {error}"
    if row.attempts >= kind.most_attempts:
        PeriodRun.objects.settle(row.pk, token, state=State.FAILED, failure=failure)
    else:
        delay = timedelta(seconds=15 * 2**row.attempts)
        PeriodRun.objects.put_back(row.pk, token, delay=delay, failure=failure)


def sweep() -> None:
    """Open and ring for what is due, of every kind; fail what workers keep dying on.

    A kind that cannot say what is due is logged, and stops none of the others.
    """
    now = clock.now()
    for kind in kinds().values():
        try:
            _sweep_one(kind, now)
        except Exception:
            logger.exception("❌ the schedule %s could not be looked at", kind.title)
    strangers = PeriodRun.objects.due(now).exclude(kind__in=kinds())
    for name in strangers.order_by().values_list("kind", flat=True).distinct():
        undeclared.tell(name, "what the schedule's ledger holds of it")


def _sweep_one(kind: PeriodKind, now: datetime) -> None:
    open_due(kind, now=now)
    mine = PeriodRun.objects.filter(kind=kind.name)
    mine.give_up(after=kind.most_attempts, now=now)
    # Asked anew: what was opened just now is due a moment after the sweep began.
    if mine.due(clock.now()).exists() and not switched_off(kind):
        ring("core.work_due", kind.name)
