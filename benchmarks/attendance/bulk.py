"""10,000 punches in one call of the bulk service, beside a bare ``bulk_create`` of the same rows."""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta
from typing import Any

from attendance import services
from attendance.models import DirtyDay, Punch
from attendance.punches import direction_of_code
from benchmarks.attendance.people import seeded
from factory.core import clock
from factory.sites.models import Site

ROWS, ROUNDS = 10_000, 3


def main(_arguments: list[str]) -> None:
    site, people = seeded(2_000)
    ours, bare = [], []
    for number in range(ROUNDS):
        rows = _rows(people, clock.now() - timedelta(days=number + 1))
        ours.append(_seconds(lambda rows=rows: services.record_punches(site=site, rows=rows)))
        Punch.objects.all().delete()
        DirtyDay.objects.all().delete()
        punches = [_punch(site, row, place) for place, row in enumerate(rows)]
        bare.append(_seconds(lambda punches=punches: Punch.objects.bulk_create(punches)))
        Punch.objects.all().delete()
    mine, theirs = (ROWS / statistics.median(found) for found in (ours, bare))
    print(f"bulk ingest {mine:.0f} rows/s, bulk_create {theirs:.0f} rows/s: {mine / theirs:.2f}")


def _rows(people: list[int], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "employee_id": people[number % len(people)],
            "at": (at + timedelta(seconds=number)).isoformat(),
            "punch_state": number % 2,
        }
        for number in range(ROWS)
    ]


def _punch(site: Site, row: dict[str, Any], place: int) -> Punch:
    return Punch(
        site=site,
        employee_id=row["employee_id"],
        at=datetime.fromisoformat(row["at"]),
        zone=site.time_zone,
        direction=direction_of_code(row["punch_state"]),
        source=Punch.Source.DEVICE,
        key=f"bare:{place}",
    )


def _seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
