"""Work that a deadlock ended is done again; other errors are its caller's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from factory.core.deadlocks import TRIES, again_when_taken_back
from factory.core.models import Job
from tests.threads import ON_POSTGRES_ONLY


class DriverError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "failures", "tries"),
    [
        ("40P01", 1, 2),
        ("40001", 2, 3),
        pytest.param("40P01", 3, TRIES, id="three times are enough"),
        pytest.param("57P01", 1, 1, id="the server was stopped"),
        pytest.param(None, 1, 1, id="another driver's error"),
    ],
)
def test_it_is_done_again(sqlstate: str | None, failures: int, tries: int) -> None:
    seen: list[int] = []

    @again_when_taken_back
    def work(value: int) -> int:
        seen.append(value)
        if len(seen) <= failures:
            raise OperationalError from DriverError(sqlstate)
        return value

    if failures < tries:
        assert work(7) == 7
    else:
        with pytest.raises(OperationalError):
            work(7)
    assert seen == [7] * tries


class TestCrosswise:
    """On the database that does so."""

    pytestmark = ON_POSTGRES_ONLY

    @pytest.mark.parametrize("around", [nullcontext, transaction.atomic])
    def test_two_that_lock_each_others_rows_both_end(self, around: Any) -> None:
        keys = [Job.objects.create(kind="test").pk for _ in range(2)]
        meeting, tries = threading.Barrier(2), list[int]()

        @again_when_taken_back
        @transaction.atomic
        def lock(first: int, second: int) -> None:
            tries.append(first)
            Job.objects.filter(pk=first).update(failure="first")
            if tries.count(first) == 1:
                meeting.wait(10)
            Job.objects.filter(pk=second).update(failure="second")

        def run(first: int, second: int) -> None:
            with closing(connection), around():
                lock(first, second)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, keys, keys[::-1]))
        assert len(tries) >= 3
