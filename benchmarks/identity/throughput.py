"""Searches a second against a Rekognition that takes 100 ms, beside bare Celery tasks.

``python -m benchmarks.identity.throughput [--seconds 4] [--only threads:16]``. One worker process for
each pool and concurrency, in turn. The limit is concurrency / 0.1 s up to what one process carries,
which is measured with a Rekognition that answers at once. Beside it, in the same worker: a task that
only asks Rekognition (boto3 alone), one that only sleeps for 100 ms (Celery alone), one that does
nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import cycle, islice
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
ROUNDS = ("threads:4", "threads:8", "threads:16", "threads:32", "prefork:4")
FACES = range(1, 41)
"""A gate's morning: the looks that are searched at one time are mostly of different people."""
CARRIED = 400
NOOPS = 2000
LEAST = 0.9


@dataclass(frozen=True, slots=True)
class Round:
    """Per second: searches, the limit by the clock, what the process carries of searches and of bare
    calls, bare calls, no-ops that sleep 100 ms, and no-ops.
    """

    pool: str
    concurrency: int
    searches: float
    limit: float
    carries: float
    bare: float
    bare_carries: float
    sleeps: float
    noops: float

    @property
    def part(self) -> float:
        """Of what is possible: the clock's limit, or the processor's where that is lower."""
        return self.searches / min(self.limit, self.carries)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="how long each round should last")
    parser.add_argument("--only", nargs="*", default=ROUNDS, metavar="POOL:NUMBER")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with house() as home:
        site, owners = people("throughput", FACES)
        with home.worker(pool="threads", concurrency=2):
            home.plan()
            enrol(owners)
            wait_until_idle()
        rounds = [measure(home, site, one, options.seconds) for one in options.only]
    if options.json:
        print(json.dumps([asdict(one) | {"part": one.part} for one in rounds]))
    else:
        show(rounds)
    return 0


def measure(home: House, site: Any, name: str, seconds: float) -> Round:
    """Measure one pool; each figure is of a queue that is filled while the worker empties it."""
    pool, _, number = name.partition(":")
    concurrency = int(number)
    limit = concurrency / LATENCY
    count = int(limit * seconds)
    current_app.control.purge()
    Sighting.objects.all().update(state=State.DONE)
    with home.worker(pool=pool, concurrency=concurrency, modules="benchmarks.identity.noops"):
        home.plan()
        searched(site, 2 * concurrency)
        carries = CARRIED / searched(site, CARRIED)
        bare_carries = CARRIED / counted("benchmarks.bare", CARRIED)
        home.plan(latency_seconds=LATENCY)
        searches = count / searched(site, count)
        bare = count / counted("benchmarks.bare", count)
        sleeps = count / counted("benchmarks.sleep", count)
        noops = NOOPS / counted("benchmarks.noop", NOOPS)
    return Round(pool, concurrency, searches, limit, carries, bare, bare_carries, sleeps, noops)


def searched(site: Any, count: int) -> float:
    """Return the seconds until so many sightings have been searched."""
    pks = waiting_sightings(site, count)
    return timed(lambda: send("identity.search_sighting", pks), pks_left)


def waiting_sightings(site: Any, count: int) -> list[int]:
    """Return sightings of known faces in turn, on as many rows and one picture of each."""
    seen = [
        services.report_sighting(site_id=site.pk, jpeg=photo_of(face), captured_at=clock.now())
        for face in FACES
    ]
    rows = [
        Sighting(site=site, snapshot=one.snapshot, digest=one.digest, captured_at=one.captured_at)
        for one in islice(cycle(seen), max(count - len(seen), 0))
    ]
    return [row.pk for row in (*seen, *Sighting.objects.bulk_create(rows))][:count]


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


COLUMNS = (
    "pool:10 at_once:8 searches/s:12 limit:7 carries:9 part:6 bare/s:9 carries:9 sleeps/s:10"
    " no-ops/s:10"
)


def show(rounds: list[Round]) -> None:
    heads = (head.split(":") for head in COLUMNS.split())
    print("".join(f"{name.replace('_', ' '):>{width}}" for name, width in heads))
    for one in rounds:
        print(f"{one.pool:>10}{one.concurrency:8}{one.searches:12.1f}{one.limit:7.0f}", end="")
        print(f"{one.carries:9.1f}{one.part:6.2f}{one.bare:9.1f}{one.bare_carries:9.1f}", end="")
        print(f"{one.sleeps:10.1f}{one.noops:10.0f}")
    print("part: searches / the lower of limit and carried; bare: boto3 alone, nothing kept")


if __name__ == "__main__":
    sys.exit(main())
