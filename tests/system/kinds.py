"""Schedules of a minute, one of them slow enough to be killed in; an effect is a row of its own.

And a job that works through whole slices.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from factory.core.jobs import SLICE_SECONDS, JobKind, Json, Step
from factory.core.leases import State
from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.models import Job
from factory.core.periods import EveryMinutes, Period

SLOW_SECONDS = 6
LEASE = timedelta(seconds=12)


def scopes() -> Iterable[Scope]:
    return [Scope("all", None, ZoneInfo("UTC"), EveryMinutes(1))]


def no_scopes() -> Iterable[Scope]:
    """Its rows are written by the test."""
    return []


def effect(kind: str, seconds: float = 0) -> Callable[[str, Period], Result]:
    def run(scope: str, period: Period) -> Result:
        time.sleep(seconds)
        params = {"scope": scope, "start": period.start.isoformat()}
        Job.objects.create(kind=f"effect of {kind}", params=params, state=State.DONE)
        return {"rows": 1}

    return run


MINUTE = PeriodKind("test.minute", "Test minute", "test_minute", scopes, effect("test.minute"))
SLOW = PeriodKind(
    "test.slow",
    "Slow test",
    "test_slow",
    no_scopes,
    effect("test.slow", SLOW_SECONDS),
    lease=LEASE,
    # Its sleep stands for work; a transaction would hold SQLite's one writer meanwhile.
    atomic=False,
)


def step(_params: Json, cursor: Any) -> Step:
    time.sleep(1)
    done = (cursor or 0) + 1
    return Step(cursor=done if done < 3 * SLICE_SECONDS else None, done=done)


LONG = JobKind("test.long", "Long test job", step)
