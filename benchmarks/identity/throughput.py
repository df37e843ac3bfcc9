"""Searches a second against a Rekognition that takes 100 ms, beside bare Celery no-ops.

``python -m benchmarks.identity.throughput [--seconds 100]``. One worker process for each pool and
concurrency, in turn; the limit is concurrency / 0.1 s. The no-ops run in the same worker, in turn: a
task that does nothing, and one that only sleeps for 100 ms, which is what Celery itself reaches.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from celery import current_app

from benchmarks.identity.faults import enrol, people, wait_until_idle
from benchmarks.identity.house import House, house
from benchmarks.identity.noops import done, reset
from factory.core import clock
from factory.core.leases import State
from identity import services
from identity.models import Sighting
from tests.identity.emulating import photo_of

LATENCY = 0.1
ROUNDS = (("threads", 4), ("threads", 8), ("threads", 16), ("threads", 32), ("prefork", 8))
LEAST = 0.9


@dataclass(frozen=True, slots=True)
class Round:
    """Per second: searches, the limit, no-ops that sleep 100 ms, and no-ops that do nothing."""

    pool: str
    concurrency: int
    searches: float
    limit: float
    sleeps: float
    noops: float

    @property
    def part(self) -> float:
        return self.searches / self.limit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="how long each round should last")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with house() as home:
        site, owners = people("throughput")
        with home.worker(pool="threads", concurrency=2):
            home.plan()
            enrol(owners)
            wait_until_idle()
        rounds = [measure(home, site, *one, options.seconds) for one in ROUNDS]
    if options.json:
        print(json.dumps([asdict(one) | {"part": one.part} for one in rounds]))
    else:
        show(rounds)
    return 0


def measure(home: House, site: Any, pool: str, concurrency: int, seconds: float) -> Round:
    """Fill the queue before the worker starts and time how it empties."""
    limit = concurrency / LATENCY
    count = int(limit * seconds)
    home.plan(latency_seconds=LATENCY)
    pks = waiting_sightings(site, count)
    with home.worker(pool=pool, concurrency=concurrency, modules="benchmarks.identity.noops"):
        searches = count / timed(lambda: send("identity.search_sighting", pks), pks_left)
        sleeps = count / counted("benchmarks.sleep", count)
        noops = 2000 / counted("benchmarks.noop", 2000)
    return Round(pool, concurrency, searches, limit, sleeps, noops)


def waiting_sightings(site: Any, count: int) -> list[int]:
    """Return sightings of one known face, on as many rows and one picture."""
    Sighting.objects.all().update(state=State.DONE)
    first = services.report_sighting(site_id=site.pk, jpeg=photo_of(1), captured_at=clock.now())
    rows = [
        Sighting(
            site=site, snapshot=first.snapshot, digest=first.digest, captured_at=first.captured_at
        )
        for _ in range(count - 1)
    ]
    current_app.control.purge()
    return [first.pk, *(row.pk for row in Sighting.objects.bulk_create(rows))]


def send(task: str, pks: list[int]) -> None:
    with current_app.producer_pool.acquire() as producer:
        for pk in pks:
            current_app.send_task(task, (pk,), producer=producer, queue="faces")


def pks_left() -> bool:
    return bool(Sighting.objects.exclude(state=State.DONE).exists())


def timed(begin: Callable[[], None], left: Callable[[], bool]) -> float:
    """Return the seconds from the first message to the last result."""
    began = time.monotonic()
    begin()
    while left():
        time.sleep(0.02)
    return time.monotonic() - began


def counted(task: str, count: int) -> float:
    """Return the seconds until ``count`` no-ops have run, by a counter in Redis."""
    reset()
    return timed(lambda: send(task, list(range(count))), lambda: done() < count)


def show(rounds: list[Round]) -> None:
    print(f"{'pool':10}{'at once':>8}{'searches/s':>12}{'limit':>8}{'part':>7}", end="")
    print(f"{'sleeping no-ops/s':>20}{'no-ops/s':>10}")
    for one in rounds:
        print(f"{one.pool:10}{one.concurrency:8}{one.searches:12.1f}{one.limit:8.0f}", end="")
        print(f"{one.part:7.2f}{one.sleeps:20.1f}{one.noops:10.0f}")


if __name__ == "__main__":
    sys.exit(main())
