"""What tests have in common whose threads meet in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.patience import patient

ON_POSTGRES_ONLY = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="threads share one SQLite in memory, whose tables lock instead of waiting",
    ),
]

TIMES = 6
"""Threads of ``at_once``."""


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do it in several threads that start together; return what each of them got, or raised."""
    barrier, got = threading.Barrier(TIMES), list[Any]()

    def one() -> None:
        barrier.wait(patient(5))
        try:
            got.append(act())
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return got
