"""Questions to the database that take too long are taken back; others are left alone."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection

from factory.core.deadlines import Question, Watchman, at_most
from tests.patience import patient
from tests.threads import ON_POSTGRES_ONLY


def test_what_is_over_its_time_is_cancelled() -> None:
    cancelled = threading.Event()
    with Watchman().watching(Question(time.monotonic(), cancelled.set)):
        assert cancelled.wait(patient(10))


def test_one_that_cannot_be_cancelled_holds_up_no_other() -> None:
    def broken() -> None:
        raise OSError

    watchman, cancelled = Watchman(), threading.Event()
    with (
        watchman.watching(Question(time.monotonic(), broken)),
        watchman.watching(Question(time.monotonic(), cancelled.set)),
    ):
        assert cancelled.wait(patient(10))


def test_what_is_answered_is_not_cancelled() -> None:
    cancelled: list[int] = []
    question = Question(time.monotonic(), lambda: cancelled.append(1))
    question.close()
    question.cancel()
    assert cancelled == []


class TestPostgres:
    pytestmark = ON_POSTGRES_ONLY

    def test_a_statement_is_taken_back_and_the_connection_goes_on(self) -> None:
        with connection.cursor() as cursor:
            with pytest.raises(OperationalError), at_most(0.1):
                cursor.execute("SELECT pg_sleep(3600)")
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)

    def test_what_follows_in_time_is_left_alone(self) -> None:
        with at_most(0.1), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_sleep(1)")
            assert cursor.fetchone() == (1,)


def test_other_databases_are_asked_as_ever(db: None) -> None:
    with at_most(0), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
