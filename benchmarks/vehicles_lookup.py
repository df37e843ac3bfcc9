"""A read looked up among 1,000,000 blocked plates, beside PostgreSQL's own look-up by primary key.

``DATABASE_URL=postgres://... REDIS_URL=redis://... python -m benchmarks.vehicles_lookup [--plates N]``

Makes a database of its own on that server and drops it. A read is stored before it is answered, and a
commit costs what the disk does; so one bare INSERT stands beside the look-up, and the whole call is
held against both. Prints p50 and p99 in microseconds, in turn in
the same run, over the same connection and with the same columns; the memory that the process needs
more than with an empty list; and after how long a block made by another process counts.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
importlib.import_module("factory.wsgi")

from django.conf import settings  # noqa: E402 - after the set-up
from django.db import connection  # noqa: E402

from benchmarks.vehicles_table import TABLE  # noqa: E402
from factory.core import clock  # noqa: E402
from factory.sites.models import Site  # noqa: E402
from factory.sites.services import ensure_default_site  # noqa: E402
from vehicles import selectors  # noqa: E402
from vehicles.block_matching import index_of, lookup_skeletons  # noqa: E402
from vehicles.plates import read_plate  # noqa: E402
from vehicles.quality_gate import VehicleQualityGate  # noqa: E402
from vehicles.selectors.lists import entries_like  # noqa: E402
from vehicles.services.judging import judge  # noqa: E402
from vehicles.services.seen import SeenPlate, row_of  # noqa: E402

COLUMNS = (
    *("site_id", "plate", "key", "skeleton", "mirrored"),
    *("status", "kind", "owner", "contact", "hours"),
    *("reason", "reported_by", "created_at", "changed_at"),
)
BY_KEY = (
    "SELECT id, key, plate, status, reason, valid_from, valid_until, hours"
    " FROM vehicles_vehicle WHERE id = %s"
)
LOOK, BARE, WHOLE = "primary key", "one bare INSERT", "validate_plate_recognition"
INSERT = (
    "INSERT INTO benchmark_insert (ocr_text, ocr_confidence, vehicle_track_id)"
    " VALUES (%s, %s, %s) RETURNING id"
)
BLOCK = """
import factory.wsgi
from factory.core import clock
from vehicles.quality_gate import VehicleQualityGate
VehicleQualityGate().register_blocked_vehicle("GJ05RK7719", "stolen")
print(clock.now().timestamp())
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--plates", type=int, default=1_000_000)
    parser.add_argument("--looks", type=int, default=3_000)
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL has to name a PostgreSQL.")
    before = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _measure(options.plates, options.looks)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _plates(number: int) -> Iterator[str]:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    series = (f"MH{code:02}{a}{b}" for code, a, b in product(range(1, 90), letters, letters))
    for place, head in enumerate(series):
        for figure in range(1, 10_000):
            if place * 9_999 + figure > number:
                return
            yield f"{head}{figure:04}"


def _fill(site_id: int, number: int) -> None:
    copy = f"COPY vehicles_vehicle ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copy) as rows:
        for plate in _plates(number):
            row = (site_id, plate, *index_of(plate).values(), "BLOCKED", "car", "", "", "")
            rows.write_row((*row, "stolen", "", "2026-01-01", "2026-01-01"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE vehicles_vehicle")
        cursor.execute(TABLE)


def _measure(plates: int, looks: int) -> None:
    site = ensure_default_site(name="Main site", time_zone="UTC")
    gate = VehicleQualityGate()
    gate.validate_plate_recognition("KA05MJ4821", 0.95)
    empty = _megabytes()
    _fill(site.pk, plates)
    filled = _megabytes()
    lot = random.Random(1)
    listed = [plate for plate in _plates(plates) if lot.random() < looks / plates]
    unlisted = [f"KA01AB{lot.randint(1, 9999):04}" for _ in listed]
    _print(_ways(site, gate, listed, unlisted), looks)
    print(f"memory with {plates:,} plates: {filled - empty:.1f} MB more than with none")
    print(f"a block made by another process counts after {_honoured(gate):.3f} s")


def _ways(
    site: Site, gate: VehicleQualityGate, listed: list[str], unlisted: list[str]
) -> dict[str, Callable[[int], Any]]:
    """The limits first, then our parts, then the whole; each takes the number of its turn."""
    numbers = _numbers(len(listed))

    def text(place: int) -> str:
        return unlisted[place % len(unlisted)]

    def look(texts: list[str]) -> Callable[[int], Any]:
        skeletons = [lookup_skeletons(read_plate(text)) for text in texts]
        return lambda place: entries_like(site.pk, skeletons[place % len(skeletons)])

    return {
        LOOK: lambda place: _asked(BY_KEY, numbers[place % len(numbers)]),
        BARE: lambda place: _asked(INSERT, text(place), 0.95, ""),
        "look-up, listed plate": look(listed),
        "look-up, unlisted plate": look(unlisted),
        "with the rules around it": lambda place: selectors.listed(
            site.pk, read_plate(text(place))
        ),
        "decided, not yet stored": lambda place: judge(
            row_of(site, SeenPlate(text(place), 0.95)), site
        ),
        WHOLE: lambda place: gate.validate_plate_recognition(text(place), 0.95),
    }


def _asked(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM vehicles_vehicle ORDER BY random() LIMIT %s", [count])
        return [row[0] for row in cursor.fetchall()]


def _print(ways: dict[str, Callable[[int], Any]], looks: int) -> None:
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for place in range(looks):
        for name, way in ways.items():
            began = time.perf_counter()
            way(place)
            spent[name].append((time.perf_counter() - began) * 1e6)
    least = statistics.median(spent[LOOK])
    for name, times in spent.items():
        p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
        print(f"{name:28} p50 {p50:7.0f} us  p99 {p99:7.0f} us  {p50 / least:.2f} x")
    both = least + statistics.median(spent[BARE])
    whole = statistics.median(spent[WHOLE])
    print(f"the whole call by a look-up and an INSERT: {whole / both:.2f} x")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _honoured(gate: VehicleQualityGate) -> float:
    """Seconds from another process's block to the first decision here that knows it."""
    url = settings.DATABASE_URL.rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    command = ["env", f"DATABASE_URL={url}", sys.executable, "-c", BLOCK]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        while gate.validate_plate_recognition("GJ05RK7719", 0.95)["status"] != "BLOCKED":
            time.sleep(0.001)
        seen = clock.now().timestamp()
        assert other.stdout is not None
        return max(0.0, seen - float(other.stdout.readline()))


if __name__ == "__main__":
    main()
