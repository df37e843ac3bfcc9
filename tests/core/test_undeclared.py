"""Rows and bells of a kind that an upgrade removed stop nobody, and are told of once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from factory.core import clock, jobs, ledger, undeclared
from factory.core.jobs import JobKind, Step
from factory.core.leases import State
from factory.core.models import Job, PeriodRun
from factory.core.tasks import sweep, work_due
from tests.builders import default_site
from tests.system.kinds import MINUTE

pytestmark = [pytest.mark.django_db, pytest.mark.redis]
GONE = "occupancy.removed"
KNOWN = JobKind("test.known", "Known", lambda _params, _cursor: Step({"rows": 1}))


@pytest.fixture
def swept(
    inline_tasks: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Callable[[], None]:
    """Return what sweeps and does at once all that the sweep rings for."""
    undeclared.tell.cache_clear()
    default_site()
    monkeypatch.setattr(ledger, "kinds", lambda: {MINUTE.name: MINUTE})
    monkeypatch.setattr(jobs, "kinds", lambda: {KNOWN.name: KNOWN})

    def once() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            sweep()

    return once


def left_behind() -> PeriodRun:
    now = clock.now()
    hour = timedelta(hours=1)
    row: PeriodRun = PeriodRun.objects.create(
        kind=GONE, scope="all", period_start=now - hour, period_end=now - timedelta(minutes=1)
    )
    return row


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_a_sweep_does_all_the_others_and_tells_once(
    swept: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    row = left_behind()
    for _ in range(3):
        swept()
    assert PeriodRun.objects.get(kind=MINUTE.name).state == State.DONE
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.PENDING, 0), "kept for a version that knows it"
    (told,) = warnings(caplog)
    assert told.endswith(
        f"this version knows no kind of work named {GONE} (removed by an upgrade?)"
    )


def test_a_bell_of_no_kind_rings_in_vain(
    swept: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    left_behind()
    for _ in range(3):
        assert work_due.apply((GONE,)).successful()
    assert work_due.apply((MINUTE.name,)).successful()
    assert PeriodRun.objects.get(kind=MINUTE.name).state == State.DONE
    (told,) = warnings(caplog)
    assert GONE in told


def test_a_job_of_no_kind_waits_for_a_newer_worker_and_then_fails(
    swept: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    stranger = Job.objects.create(kind=GONE)
    known = jobs.start_job(kind=KNOWN, params={}, site_id=None)
    for attempt in range(1, jobs.MOST_ATTEMPTS + 1):
        stranger.refresh_from_db()
        assert (stranger.state, stranger.attempts) == (State.PENDING, attempt - 1)
        swept()
        Job.objects.filter(pk=stranger.pk).update(not_before=clock.now())
    stranger.refresh_from_db()
    known.refresh_from_db()
    assert known.state == State.DONE
    assert stranger.state == State.FAILED
    assert stranger.failure == f"this version knows no kind of work named {GONE}"
    swept()
    assert len(warnings(caplog)) == 1
