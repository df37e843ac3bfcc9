"""Readings a batch at a time, each a transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from django.db import connection

from occupancy.counts import Reading

BATCH = {"postgresql": 10_000}
SMALL_BATCH = 500
"""On SQLite, so that no transaction holds the one writer's lock for longer than about 50 ms."""


def batches(readings: Sequence[Reading]) -> Iterator[Sequence[Reading]]:
    """Yield the readings in their order; others get their turn at SQLite's lock in between."""
    size = BATCH.get(connection.vendor, SMALL_BATCH)
    for start in range(0, len(readings), size):
        began = time.monotonic()
        yield readings[start : start + size]
        if size == SMALL_BATCH and len(readings) > start + size and not connection.in_atomic_block:
            # Others get as long a turn at the lock as we had.
            time.sleep(time.monotonic() - began)
