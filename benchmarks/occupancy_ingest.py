"""Bulk ingest beside COPY of the same rows, in turn in one run; and the HTTP call.

``DATABASE_URL=postgres://… python -m benchmarks.occupancy_ingest [--rows 200000]`` prints rows a second
of COPY into the bare table with its indexes, of the service (live counts, marks and all) in batches of
10,000, and of POST /api/v1/occupancy-logs through Django's handler, JSON and answer included.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from benchmarks.occupancy_scratch import CAMERAS, FIRST, in_turn, scratch
from factory.sites.models import Site
from factory.sites.selectors import default_site
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera
from streaming.models import Camera
from tests.builders import client_of, make_user

BATCH = 10_000
COLUMNS = (
    "site_id, received_at, camera_id, area_id, timestamp, current_count, entries, exits,"
    " people_detected, absolute"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with scratch():
        measure(options.rows, options.rounds)


def copy_rows(site_id: int, readings: Sequence[Reading]) -> None:
    """Write the rows as COPY takes them; the text is made here too, as a client must."""
    for start in range(0, len(readings), BATCH):
        text = "".join(
            f"{site_id}\t{r.at.isoformat()}\t{r.camera_id}\t{r.area_id}\t{r.at.isoformat()}\t0\t"
            f"{r.entries}\t{r.exits}\t\\N\tf\n"
            for r in readings[start : start + BATCH]
        )
        with transaction.atomic(), connection.cursor() as cursor:
            statement = f"COPY occupancy_occupancylog ({COLUMNS}) FROM STDIN"
            with cursor.copy(statement) as copy:
                copy.write(text)


def empty() -> None:
    with connection.cursor() as cursor:
        for table in ("occupancylog", "livecount", "dirtyhour"):
            cursor.execute(f"TRUNCATE occupancy_{table}")


def readings_of(site: Site, rows: int) -> list[Reading]:
    """Return an area's readings, camera by camera in turn, as they come."""
    area = Area.objects.create(site=site, name="Hall", capacity=500)
    cameras = [
        Camera.objects.create(site=site, camera_id=f"C{n}", name=f"C{n}", source="scene:door")
        for n in range(CAMERAS)
    ]
    AreaCamera.objects.bulk_create(AreaCamera(site=site, area=area, camera=c) for c in cameras)
    return [
        Reading(
            cameras[n % CAMERAS].pk,
            area.pk,
            FIRST + timedelta(seconds=5 * (n // CAMERAS)),
            None,
            n % 3,
            (n + 1) % 3,
        )
        for n in range(rows)
    ]


def measure(rows: int, rounds: int) -> None:
    site = default_site()
    readings = readings_of(site, rows)
    batches = [readings[start : start + BATCH] for start in range(0, rows, BATCH)]
    client = client_of(make_user((site, "manager")))
    taken = in_turn(
        rounds,
        partial(copy_all, site, readings),
        partial(record_all, site, batches),
        partial(post_all, client, [bodies_of(batch) for batch in batches]),
    )
    for name, spent in zip(("COPY", "service", "HTTP"), taken, strict=True):
        print(f"{name:8} {rows / spent:10,.0f} rows/s, {taken[0] / spent:.2f} of COPY")


def copy_all(site: Site, readings: Sequence[Reading]) -> None:
    empty()
    copy_rows(site.pk, readings)


def record_all(site: Site, batches: Sequence[Sequence[Reading]]) -> None:
    empty()
    for batch in batches:
        services.record_logs(site=site, readings=batch, now=FIRST + timedelta(days=3))


def post_all(client: Any, bodies: Sequence[str]) -> None:
    empty()
    for body in bodies:
        answer = client.post("/api/v1/occupancy-logs", data=body, content_type="application/json")
        assert answer.status_code == 200, answer.content[:300]


def bodies_of(readings: Sequence[Reading]) -> str:
    return json.dumps(
        [
            {
                "camera": r.camera_id,
                "timestamp": r.at.isoformat(),
                "entries": r.entries,
                "exits": r.exits,
            }
            for r in readings
        ]
    )


if __name__ == "__main__":
    main()
