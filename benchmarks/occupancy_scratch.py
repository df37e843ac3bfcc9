"""A scratch database with a site and a month of readings, for the benchmarks of occupancy.

PostgreSQL only: name one in DATABASE_URL (``make services`` starts one). It is made beside the one named,
with ``test_`` before its name, and dropped at the end. Importing this module sets Django up.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import django
from django.db import connection
from django.test.utils import setup_test_environment, teardown_test_environment

import celery_app

assert celery_app.app.conf.broker_url, "the Celery application names the settings"
django.setup()

from occupancy.models import LiveCount  # noqa: E402 - models need Django

FIRST = datetime(2026, 6, 1, tzinfo=UTC)
CAMERAS = 50
# Deltas whose counts follow from a reset at the beginning, as the service would have written them.
LEVEL = "20 + (15 * sin(({n}) / 900.0))::int + ({n}) %% 3"
FILL = f"""
INSERT INTO occupancy_occupancylog (site_id, camera_id, area_id, "timestamp", current_count, entries,
    exits, people_detected, absolute, received_at)
SELECT %(site)s, camera, 1 + camera %% 10, at, level, 1 + greatest(level - before, 0),
    1 + greatest(before - level, 0), 5, false, at
FROM generate_series(0, %(rows)s - 1) AS n,
    LATERAL (SELECT %(first)s::timestamptz + n * %(step)s::interval AS at,
        {LEVEL.format(n="n")} AS level, {LEVEL.format(n="n - 1")} AS before) AS moment,
    generate_series(1, %(cameras)s) AS camera
"""
RESETS = f"""
INSERT INTO occupancy_countreset (site_id, area_id, camera_id, at, before, after, reason, recorded_at)
SELECT %(site)s, 1 + c %% 10, c, %(first)s, 0, {LEVEL.format(n="-1")}, 'hand', %(first)s
FROM generate_series(1, %(cameras)s) AS c
"""


@contextmanager
def scratch() -> Iterator[None]:
    """Work in a migrated database of its own."""
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL; `make services` starts one.")
    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


def fill(site_id: int, *, rows: int, days: int) -> None:
    """Write about ``rows`` readings, evenly over ``CAMERAS`` cameras and ``days`` days from ``FIRST``."""
    each = rows // CAMERAS
    step = f"{days * 86400 / each:.6f} seconds"
    with connection.cursor() as cursor:
        names: dict[str, Any] = {
            "site": site_id,
            "rows": each,
            "first": FIRST,
            "step": step,
            "cameras": CAMERAS,
        }
        cursor.execute(FILL, names)
        cursor.execute(RESETS, names)
    LiveCount.objects.bulk_create(
        LiveCount(site_id=site_id, camera_id=camera, area_id=1 + camera % 10)
        for camera in range(1, CAMERAS + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE occupancy_occupancylog")
        cursor.execute("ANALYZE occupancy_livecount")


def seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(rounds: int, *works: Callable[[], Any]) -> list[float]:
    """Return each work's median seconds over ``rounds``, taking turns; one warm-up round first."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(rounds + 1):
        for place, work in enumerate(works):
            spent = seconds(work)
            if turn:
                taken[place].append(spent)
    return [statistics.median(one) for one in taken]
