"""A worker's connections last from task to task, and broken ones do not."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from celery.signals import task_postrun, task_prerun
from django.db import connection
from django.utils.module_loading import import_string

from celery_app import app

pytestmark = pytest.mark.django_db(transaction=True)


class Task:
    """As a worker runs it, not as a test does."""

    request = SimpleNamespace(is_eager=False)


TASK = Task()


@pytest.fixture(autouse=True)
def _as_in_a_worker() -> Iterator[None]:
    """Have Celery do around a task what it does in a worker."""
    fixup = import_string("celery.fixups.django.DjangoWorkerFixup")(app)
    task_prerun.connect(fixup.on_task_prerun)
    task_postrun.connect(fixup.on_task_postrun)
    yield
    task_prerun.disconnect(fixup.on_task_prerun)
    task_postrun.disconnect(fixup.on_task_postrun)


def run_a_task() -> object:
    """Return the connection that a task was given."""
    task_prerun.send(sender=TASK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    used: object = connection.connection
    task_postrun.send(sender=TASK)
    return used


def test_tasks_share_a_connection() -> None:
    assert run_a_task() is run_a_task()


def closings(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that grows with each closing of the connection."""
    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    return closed


def test_one_that_no_longer_answers_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    run_a_task()
    closed = closings(monkeypatch)
    monkeypatch.setattr(connection, "errors_occurred", True)
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    task_prerun.send(sender=TASK)
    assert closed == [True]


def test_one_that_is_too_old_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    run_a_task()
    closed = closings(monkeypatch)
    monkeypatch.setattr(connection, "close_at", 0.0)
    task_prerun.send(sender=TASK)
    assert closed == [True]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="nobody cuts off a file")
def test_one_that_the_server_has_cut_off_is_replaced_before_the_next_task() -> None:
    first = run_a_task()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()
    assert run_a_task() is not first
