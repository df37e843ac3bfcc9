"""Jobs: rows for work that somebody started and watches; long ones go on from a cursor."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from factory.core import clock, undeclared
from factory.core.errors import TransientError
from factory.core.leases import State
from factory.core.models import Job
from factory.core.ring import ring

logger = logging.getLogger("factory.jobs")
Json = dict[str, Any]

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 5
RETRY_DELAY = timedelta(seconds=30)
"""Times the attempts so far, after a failure that may pass by itself."""
UNKNOWN_DELAY = timedelta(minutes=2)
SLICE_SECONDS = 40
"""A task works this long at most and then hands the rest to the next one (tasks last 60 s)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step brought: the result so far, and the cursor to go on from (None: finished).

    ``waits``: what it waits for, in words for whoever watches; it goes on from the cursor ``pause``
    later, as often as that takes.
    """

    result: Json = field(default_factory=dict)
    cursor: Any = None
    done: int = 0
    total: int | None = None
    waits: str = ""
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job that an app declares; settings.JOB_KINDS names them all.

    ``step(params, cursor)`` does a few seconds of work and may be repeated from the same cursor.
    """

    name: str
    title: str
    step: Callable[[Json, Any], Step]
    most_attempts: int = MOST_ATTEMPTS


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, JobKind]:
    """Return every declared kind by its name."""
    return {kind.name: kind for kind in map(import_string, settings.JOB_KINDS)}


def start_job(
    *, kind: JobKind, params: Json, site_id: int | None, who_id: int | None = None
) -> Job:
    """Write the job and ring for a worker; the job's row is what can be watched."""
    job: Job = Job.objects.create(kind=kind.name, params=params, site_id=site_id, who_id=who_id)
    ring("core.run_job", job.pk)
    return job


def run_job(pk: int) -> None:
    """Claim a job and work on it for one slice; safe to repeat, since the claim admits one worker."""
    token = Job.objects.claim(pk, lease=LEASE)
    if token is None:
        return
    job: Job = Job.objects.get(pk=pk)
    kind = kinds().get(job.kind)
    if kind is None:
        _leave_alone(job, token)
        return
    try:
        _work(job, kind, token)
    except (TransientError, OperationalError) as error:
        _try_later(job, kind, token, error)
    except Exception as error:
        logger.exception("❌ %s failed", kind.title)
        Job.objects.settle(pk, token, state=State.FAILED, failure=_text(error))


def _try_later(job: Job, kind: JobKind, token: UUID, error: Exception) -> None:
    """Give back what may pass by itself, for the sweep to ring for; fail it at the last attempt."""
    if job.attempts >= kind.most_attempts:
        logger.error("❌ %s failed %d times", kind.title, job.attempts, exc_info=error)
        Job.objects.settle(job.pk, token, state=State.FAILED, failure=_text(error))
        return
    delay = RETRY_DELAY * job.attempts
    logger.warning("⚠️ %s: again in %d s (%s)", kind.title, delay.total_seconds(), _text(error))
    Job.objects.put_back(job.pk, token, delay=delay, failure=_text(error))


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _leave_alone(job: Job, token: UUID) -> None:
    """Give back a job of an undeclared kind, for a newer worker; fail it when none has come."""
    undeclared.tell(job.kind, "a job of it")
    failure = undeclared.REASON.format(kind=job.kind)
    if job.attempts >= MOST_ATTEMPTS:
        Job.objects.settle(job.pk, token, state=State.FAILED, failure=failure)
    else:
        Job.objects.put_back(job.pk, token, delay=UNKNOWN_DELAY, failure=failure)


def _work(job: Job, kind: JobKind, token: UUID) -> None:
    began, cursor = time.monotonic(), job.cursor
    while time.monotonic() - began < SLICE_SECONDS:
        step = kind.step(job.params, cursor)
        cursor = step.cursor
        progress = {"result": step.result, "done": step.done, "total": step.total}
        if cursor is None:
            Job.objects.settle(job.pk, token, state=State.DONE, cursor=None, **progress)
            seconds = (clock.now() - job.created_at).total_seconds()
            logger.info("✅ %s completed in %.2fs", kind.title, seconds)
            return
        if not Job.objects.filter(pk=job.pk, claim_token=token).update(cursor=cursor, **progress):
            return
        if step.waits:
            _wait(job, token, step)
            return
        Job.objects.extend(job.pk, token, lease=LEASE)
    # Not a failure: the next task goes on, and attempts count what died or failed on one step.
    Job.objects.settle(job.pk, token, state=State.PENDING, attempts=0, failure="")
    ring("core.run_job", job.pk)


def _wait(job: Job, token: UUID, step: Step) -> None:
    """Put back what waits for something else, for the sweep to ring for: that is no attempt."""
    later = clock.now() + step.pause
    Job.objects.settle(
        job.pk, token, state=State.PENDING, attempts=0, not_before=later, failure=step.waits
    )


def work_here(
    *, kind: JobKind, params: Json, progress: Callable[[Step], object] | None = None
) -> Json:
    """Do a job of no site to its end in this process and return its result; its row can be watched as any
    other's.

    Whatever a step raises is on the row and raised. What a killed process leaves, a worker goes on with.
    """
    token, now = uuid4(), clock.now()
    held: Json = {"state": State.RUNNING, "claim_token": token, "lease_until": now + LEASE}
    job = Job.objects.create(kind=kind.name, params=params, attempts=1, started_at=now, **held)
    step = Step()
    try:
        while True:
            step = kind.step(params, step.cursor)
            facts = {"result": step.result, "done": step.done, "total": step.total}
            if progress is not None:
                progress(step)
            if step.cursor is None:
                Job.objects.settle(job.pk, token, state=State.DONE, cursor=None, **facts)
                return step.result
            mine = Job.objects.filter(pk=job.pk, claim_token=token)
            mine.update(lease_until=clock.now() + LEASE, cursor=step.cursor, **facts)
    except BaseException as error:
        # Also who presses Ctrl-C: nobody is to go on with what they stopped.
        failure = str(getattr(error, "detail", "")) or _text(error)
        Job.objects.settle(job.pk, token, state=State.FAILED, failure=failure)
        raise


def sweep() -> None:
    """Ring for jobs that wait, and fail those that workers keep dying on."""
    now = clock.now()
    for kind in kinds().values():
        Job.objects.filter(kind=kind.name).give_up(after=kind.most_attempts, now=now)
    for pk in Job.objects.due(now).values_list("pk", flat=True)[:100]:
        ring("core.run_job", pk)
