"""Celery's side of the ground: the task base, the ledger's bell, jobs and the minute's sweep."""

from __future__ import annotations

import logging

from celery import Task, shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from factory.core import jobs, ledger, undeclared
from factory.core.errors import TransientError

logger = logging.getLogger(__name__)


class RetryingTask(Task):  # type: ignore[type-arg]  # celery-types makes it generic, Celery does not
    """Retries what may pass by itself: 1, 2, 4, 8 s and so on with jitter, never above 60 s."""

    autoretry_for = (TransientError,)
    max_retries = 5
    retry_backoff = True
    retry_backoff_max = 60
    retry_jitter = True


@shared_task(name="core.work_due", base=RetryingTask)
def work_due(kind: str) -> None:
    """Look what is due of one kind of schedule, and do it."""
    declared = ledger.kinds().get(kind)
    if declared is None:
        undeclared.tell(kind, "the bell that rings for it")
        return
    ledger.open_due(declared)
    ledger.work_due(declared)


@shared_task(name="core.run_job", base=RetryingTask)
def run_job(pk: int) -> None:
    jobs.run_job(pk)


@shared_task(name="core.sweep", base=RetryingTask)
def sweep() -> None:
    """Every minute: ring for all that waits. One subject's failure does not stop the others."""
    for path in settings.SWEEPS:
        try:
            import_string(path)()
        except Exception:
            logger.exception("❌ sweep %s failed", path)
