"""Schedules of identity: snapshots are cleaned up each night at 03:30 of the default site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from factory.core.jobs import start_job
from factory.core.ledger import PeriodKind, Result, Scope
from factory.core.periods import Daily, Period
from factory.sites.selectors import default_site
from identity.services.cleanup import CLEANUP_JOB

AT = time(3, 30)


def _scopes() -> Iterator[Scope]:
    # Evidence is one store for all sites, so one site's night is everybody's.
    yield Scope("all", None, default_site().zone, Daily(AT), name="all sites")


def _start(_scope: str, _period: Period) -> Result:
    """Start the job in the run's own transaction: each night has exactly one."""
    job = start_job(kind=CLEANUP_JOB, params={}, site_id=None)
    return {"job": str(job.uuid)}


SNAPSHOT_CLEANUP = PeriodKind(
    name="identity_snapshot_cleanup",
    title="Snapshot cleanup (start)",
    bell="identity_snapshot_cleanup",
    scopes=_scopes,
    run=_start,
)
