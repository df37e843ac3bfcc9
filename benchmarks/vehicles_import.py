"""A list of 100,000 vehicles from a file: seconds, rows a second and memory, for each way it can go.

``python -m benchmarks.vehicles_import [--rows N] [--xlsx]``, on SQLite, or with ``DATABASE_URL`` and
``REDIS_URL`` on those servers. Makes a database of its own and drops it.

The file goes through the whole of an import: uploaded, read, checked (the preview), applied, by the
job that a worker runs. One row in a hundred is wrong. The same rows given to the database without any
rule or record, as one ``bulk_create`` in thousands, are the limit that stands beside it.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

importlib.import_module("factory.wsgi")

from django.conf import settings  # noqa: E402 - after the set-up
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connection  # noqa: E402

from factory.core.jobs import run_job  # noqa: E402
from factory.core.leases import State  # noqa: E402
from factory.core.models import Job  # noqa: E402
from factory.core.spreadsheets import xlsx_bytes  # noqa: E402
from factory.exchange.jobs import APPLY, CHECK  # noqa: E402
from factory.exchange.models import Import  # noqa: E402
from factory.exchange.services import apply_import, begin_import  # noqa: E402
from factory.sites.models import Site  # noqa: E402
from factory.sites.services import ensure_default_site  # noqa: E402
from tests.builders import make_user  # noqa: E402
from vehicles.block_matching import index_of  # noqa: E402
from vehicles.models import Vehicle  # noqa: E402

HEADER = ("plate", "status", "kind", "owner", "valid_until", "hours", "reason")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
WRONG_EACH = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--xlsx", action="store_true", help="as a workbook instead of CSV")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="vehicles-") as folder, _database(Path(folder)):
        site = ensure_default_site(name="Main site", time_zone="Asia/Kolkata")
        print(f"{connection.vendor}, {options.rows:,} rows, one in {WRONG_EACH} wrong")
        _limit(site, options.rows)
        _measure(site, options.rows, xlsx=options.xlsx)


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    """An empty database, and a place for the files of imports, both gone afterwards."""
    settings.STORAGES["imports"]["OPTIONS"]["location"] = str(folder)
    before = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "import.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _plate(number: int) -> str:
    high, figure = divmod(number, 9_999)
    return f"MH{high // 400 + 1:02}{LETTERS[high // 20 % 20]}{LETTERS[high % 20]}{figure + 1:04}"


def _rows(count: int, owner: str) -> Iterator[tuple[str, ...]]:
    for number in range(count):
        status = "BLOCKED" if number % 10 == 0 else "AUTHORIZED"
        hours = "some day" if number % WRONG_EACH == 1 else "Mon-Sat 06:00-22:00"
        reason = "stolen" if status == "BLOCKED" else ""
        yield (_plate(number), status, "lorry", owner, "2027-12-31 18:00", hours, reason)


def _file(count: int, owner: str, *, xlsx: bool) -> ContentFile[bytes]:
    if xlsx:
        return ContentFile(xlsx_bytes("list", HEADER, _rows(count, owner)), name="list.xlsx")
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *_rows(count, owner)])
    return ContentFile(text.getvalue().encode(), name="list.csv")


def _limit(site: Site, count: int) -> None:
    """The same rows by the ORM alone, in thousands: no rule, no record, no preview."""

    def write() -> None:
        made = (
            Vehicle(site=site, plate=plate, **index_of(plate), status=status)
            for plate, status, *_ in _rows(count, "")
        )
        Vehicle.objects.bulk_create(made, batch_size=1_000)

    _told("bulk_create, no rules", count, write)
    Vehicle.objects.all().delete()


def _measure(site: Site, count: int, *, xlsx: bool) -> None:
    caller = make_user((site, "security"))
    for name, owner in (("new", "Nandi Steels"), ("same", "Nandi Steels"), ("changed", "Deccan")):
        file = _file(count, owner, xlsx=xlsx)
        row = begin_import(
            kind="vehicles.vehicles",
            site=site,
            file=file,
            filename=str(file.name),
            caller=caller,
            job=CHECK,
        )
        _told(f"{name}: read and checked", count, partial(_work, row))
        row.refresh_from_db()
        apply_import(row=row, skip_wrong=True, caller=caller, job=APPLY)
        row.refresh_from_db()
        _told(f"{name}: applied", count, partial(_work, row))
        row.refresh_from_db()
        print(f"{'':28} {row.get_stage_display()}: {row.counts}, {len(row.problems)} errors told")


def _work(row: Import) -> None:
    """Run the import's job to its end, as workers do: slice after slice."""
    unfinished = Job.objects.filter(pk=row.job_id or 0, state__in=(State.PENDING, State.RUNNING))
    while unfinished.exists():
        run_job(row.job_id or 0)


def _told(name: str, count: int, act: Callable[[], Any]) -> None:
    before, began, worked = _megabytes(), time.perf_counter(), time.process_time()
    act()
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    peak = _megabytes()
    print(
        f"{name:28} {spent:6.1f} s ({worked:5.1f} s of processor)  {count / spent:8,.0f} rows/s"
        f"  peak {peak:5.0f} MB ({peak - before:+.0f})"
    )
    sys.stdout.flush()


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
