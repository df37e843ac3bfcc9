"""Answering with a job: its result, its address, its failure, and never too many who wait."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from factory.core.api import waiting
from factory.core.leases import State
from factory.core.models import Job
from tests.patience import patient

pytestmark = pytest.mark.django_db


def job(state: str = State.PENDING, **fields: Any) -> Job:
    row: Job = Job.objects.create(kind="test", state=state, **fields)
    return row


def request(**headers: str) -> Request:
    return Request(APIRequestFactory().post("/api/v1/occupancy/trigger-aggregation", **headers))


def test_a_job_that_is_done_is_its_result() -> None:
    answer = waiting.answer_job(request(), job(State.DONE, result={"success": True, "hour": 7}))
    assert (answer.status_code, answer.data) == (200, {"success": True, "hour": 7})


def test_a_job_that_failed_is_a_problem_with_the_reason() -> None:
    answer = waiting.answer_job(request(), job(State.FAILED, failure="ValueError: no such hour"))
    assert answer.status_code == 500
    assert answer.content_type == "application/problem+json"
    assert "no such hour" in answer.data["detail"]


def test_a_slow_one_is_its_address() -> None:
    slow = job()
    answer = waiting.answer_job(request(), slow, patience=0.05)
    assert answer.status_code == 202
    assert answer["Location"] == f"http://testserver/api/v1/jobs/{slow.uuid}"
    assert answer.data["job"] == str(slow.uuid)


def test_whoever_prefers_not_to_wait_does_not() -> None:
    began = time.monotonic()
    answer = waiting.answer_job(request(HTTP_PREFER="respond-async, wait=10"), job())
    assert answer.status_code == 202
    assert time.monotonic() - began < patient(1)


def test_a_third_does_not_wait() -> None:
    with ExitStack() as waiters:
        for _ in range(2):
            waiters.enter_context(waiting.WAITERS)
        began = time.monotonic()
        assert waiting.answer_job(request(), job()).status_code == 202
        assert time.monotonic() - began < patient(1)
    assert waiting.answer_job(request(), job(State.DONE)).status_code == 200
