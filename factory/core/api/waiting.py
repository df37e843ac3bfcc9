"""Answering with a job: its result when it is quick, its address when it is not."""

from __future__ import annotations

import threading
import time

from rest_framework.request import Request
from rest_framework.response import Response

from factory.core.leases import State
from factory.core.models import Job
from factory.core.problems import CONTENT_TYPE, problem

PATIENCE_S = 10.0
WAITERS = threading.BoundedSemaphore(2)
"""More waiting requests than this would take the threads that other people's need."""
FIRST_LOOK_S, SLOWEST_LOOK_S = 0.02, 0.3


def answer_job(request: Request, job: Job, *, patience: float = PATIENCE_S) -> Response:
    """Answer 200 with the result if the job ends within ``patience`` seconds, else 202 with its URL.

    202 also when two requests of this process wait already, or with ``Prefer: respond-async``. A job
    that failed is a 500 problem with the reason.
    """
    if "respond-async" in request.headers.get("Prefer", "").lower():
        return _later(request, job)
    if not WAITERS.acquire(blocking=False):
        return _later(request, job)
    try:
        ended = _ended(job, patience)
    finally:
        WAITERS.release()
    return _outcome(job) if ended else _later(request, job)


def _ended(job: Job, patience: float) -> bool:
    deadline, pause = time.monotonic() + patience, FIRST_LOOK_S
    while True:
        job.refresh_from_db()
        if job.state in {State.DONE, State.FAILED}:
            return True
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(SLOWEST_LOOK_S, pause * 1.5)


def _outcome(job: Job) -> Response:
    if job.state == State.DONE:
        return Response(job.result)
    body = problem(500, job.failure, code="job-failed")
    return Response(body, status=500, content_type=CONTENT_TYPE)


def _later(request: Request, job: Job) -> Response:
    url = request.build_absolute_uri(f"/api/v1/jobs/{job.uuid}")
    body = {"job": str(job.uuid), "state": job.state, "url": url}
    return Response(body, status=202, headers={"Location": url})
