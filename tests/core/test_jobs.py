"""A job's row tells the truth at every moment: between slices, after a failure, at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError

from factory.core import clock, jobs
from factory.core.errors import TransientError
from factory.core.jobs import JobKind, Json, Step, run_job, work_here
from factory.core.leases import State
from factory.core.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def working(monkeypatch: pytest.MonkeyPatch, step: Callable[[Json, object], Step]) -> Job:
    """Declare a kind of this step and write a job of it."""
    kind = JobKind("test.job", "Test job", step, most_attempts=3)
    monkeypatch.setattr(jobs, "kinds", lambda: {kind.name: kind})
    row: Job = Job.objects.create(kind=kind.name)
    return row


def worked(row: Job, *, after: timedelta = timedelta(0)) -> Job:
    with time_machine.travel(clock.now() + after, tick=False):
        run_job(row.pk)
    row.refresh_from_db()
    return row


def test_what_goes_on_has_not_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(_params: Json, cursor: object) -> Step:
        # The first slice ends with its first step.
        monkeypatch.setattr(jobs, "SLICE_SECONDS", 40 if cursor else 0)
        return Step(cursor=None if cursor else 1)

    row = working(monkeypatch, step)
    first = jobs.SLICE_SECONDS
    assert (worked(row).state, row.cursor, row.finished_at) == (State.PENDING, 1, None)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", first)
    assert worked(row).state == State.DONE
    assert row.finished_at is not None


def test_what_ended_well_keeps_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    row = working(monkeypatch, lambda _params, _cursor: Step({"rows": 1}))
    newer = jobs.kinds()
    monkeypatch.setattr(jobs, "kinds", dict)
    assert (worked(row).state, row.finished_at) == (State.PENDING, None)
    assert row.failure
    monkeypatch.setattr(jobs, "kinds", lambda: newer)
    assert (worked(row, after=timedelta(hours=1)).state, row.failure) == (State.DONE, "")


@pytest.mark.parametrize("error", [TransientError("the disk is busy"), OperationalError("locked")])
def test_what_may_pass_by_itself_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    errors = [error, error]

    def step(_params: Json, _cursor: object) -> Step:
        if errors:
            raise errors.pop()
        return Step({"rows": 1})

    row = working(monkeypatch, step)
    assert (worked(row).state, row.failure) == (State.PENDING, f"{type(error).__name__}: {error}")
    assert worked(row, after=timedelta(seconds=25)).attempts == 1, "held back"
    assert worked(row, after=timedelta(seconds=31)).attempts == 2
    assert worked(row, after=timedelta(seconds=85)).attempts == 2, "held back for longer"
    assert (worked(row, after=timedelta(seconds=100)).state, row.failure) == (State.DONE, "")


@pytest.mark.parametrize(
    ("error", "attempts"), [(TransientError("the disk is busy"), 3), (ValueError("no rows"), 1)]
)
def test_it_has_failed_for_good(
    monkeypatch: pytest.MonkeyPatch, error: Exception, attempts: int
) -> None:
    def step(_params: Json, _cursor: object) -> Step:
        raise error

    row = working(monkeypatch, step)
    for hours in range(5):
        worked(row, after=timedelta(hours=hours))
    assert (row.state, row.attempts) == (State.FAILED, attempts)
    assert row.failure == f"{type(error).__name__}: {error}"


def test_what_waits_for_something_else_says_so_and_is_never_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds = iter(range(6))

    def step(_params: Json, cursor: object) -> Step:
        if next(rounds) == 5:
            return Step({"rows": 1})
        return Step(cursor="looked", waits="It waits.", pause=timedelta(minutes=1))

    row = working(monkeypatch, step)
    for minutes in (0, 2, 4, 6, 8):
        waiting = worked(row, after=timedelta(minutes=minutes))
        assert (waiting.state, waiting.failure) == (State.PENDING, "It waits.")
        assert (waiting.cursor, waiting.attempts, waiting.finished_at) == ("looked", 0, None)
    assert worked(row, after=timedelta(minutes=8.5)).state == State.PENDING, "held back"
    assert (worked(row, after=timedelta(minutes=10)).state, row.failure) == (State.DONE, "")


@pytest.mark.parametrize("error", [None, ValueError("no rows"), KeyboardInterrupt()])
def test_work_in_a_process_of_ones_own_is_a_row_as_well(error: BaseException | None) -> None:
    seen: list[tuple[str, int]] = []

    def step(_params: Json, cursor: object) -> Step:
        if cursor and error:
            raise error
        return Step({"rows": 2}, cursor=None if cursor else 1, done=2 if cursor else 1)

    def look(step: Step) -> None:
        seen.append((Job.objects.get().state, step.done))

    def work() -> Json:
        return work_here(kind=JobKind("test.job", "Test job", step), params={"a": 1}, progress=look)

    if error is None:
        assert work() == {"rows": 2}
    else:
        with pytest.raises(type(error)):
            work()
    row = Job.objects.get()
    ended = State.FAILED if error else State.DONE
    assert (row.state, row.params, row.done) == (ended, {"a": 1}, 1 if error else 2)
    assert (row.finished_at is not None, bool(row.failure)) == (True, error is not None)
    assert seen[0] == (State.RUNNING, 1)
    assert not Job.objects.due(clock.now() + timedelta(days=1)).exists(), "nobody goes on with it"
