"""Gate decisions a second through the API, beside a minimal DRF insert in the same run.

``DATABASE_URL=postgres://... REDIS_URL=redis://... python -m benchmarks.vehicles_decisions``

Makes a database of its own on that server and drops it. Needs ``wrk``. Both routes are served by one
gunicorn (2 workers of 4 threads) to 16 connections, in turn; what is printed are the medians, and the
ratio that counts: decisions by inserts.
"""

from __future__ import annotations

import argparse
import importlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PORT = 8104
HOST = f"http://127.0.0.1:{PORT}"
GATES = 8
BLOCKED = 100_000
SCRIPT = """
local n = 0
local thread_number = 0
function setup(thread) thread:set("number", thread_number); thread_number = thread_number + 1 end
function request()
  n = n + 1
  local plate = string.format("KA%02dAB%04d", n % 90 + 1, (n * 7) % 9999 + 1)
  local body = '{"ocr_text": "' .. plate .. '", "ocr_confidence": 0.92, "vehicle_track_id": '
    .. (number * 10000000 + n) .. EXTRA .. "}"
  return wrk.format("POST", PATH, HEADERS, body)
end
"""


class Load(NamedTuple):
    """One kind of request: its address, and what its body holds beside the read (Lua)."""

    name: str
    path: str
    extra: str = '""'


class Figures(NamedTuple):
    a_second: float
    p50_ms: float
    p99_ms: float


LOADS = (
    Load("minimal insert", "/benchmark/insert"),
    Load("decision (the guide's call)", "/api/v1/vehicle/validate-plate"),
    Load(
        f"decision at one of {GATES} gates",
        "/api/v1/vehicle/validate-plate",
        f"""', "camera": "BENCH-' .. (n % {GATES}) .. '"'""",
    ),
)


def main() -> None:
    options = _options()
    importlib.import_module("factory.wsgi")
    with _database() as url:
        token = _prepare()
        with _server(url):
            _measure(token, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=5, help="of each turn")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[str]:
    from django.conf import settings  # noqa: PLC0415 - after django.setup
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL has to name a PostgreSQL.")
    before = settings.DATABASES["default"]["NAME"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", settings.DATABASE_URL)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _prepare() -> str:
    """Return a token of a guard of the default site, whose lists and gates are filled."""
    from django.db import connection  # noqa: PLC0415

    from benchmarks.vehicles_table import TABLE  # noqa: PLC0415
    from factory.sites.services import ensure_default_site  # noqa: PLC0415
    from factory.sites.tokens import make_token  # noqa: PLC0415
    from streaming.models import Camera  # noqa: PLC0415
    from tests.builders import make_user  # noqa: PLC0415
    from vehicles.block_matching import index_of  # noqa: PLC0415
    from vehicles.models import Gate, Vehicle  # noqa: PLC0415

    site = ensure_default_site(name="Main site", time_zone="UTC")
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    plates = [f"MH{n // 9999 + 1:02}ZZ{n % 9999 + 1:04}" for n in range(BLOCKED)]
    Vehicle.objects.bulk_create(
        (Vehicle(site=site, plate=p, **index_of(p), status="BLOCKED") for p in plates),
        batch_size=5_000,
    )
    for number in range(GATES):
        camera = Camera.objects.create(
            site=site, camera_id=f"BENCH-{number}", name="Gate", source="scene:barrier"
        )
        gate = Gate.objects.create(site=site, name=f"Gate {number}", policy="open_for_authorized")
        gate.cameras.add(camera)
    return make_token(make_user((site, "security")))[0]


@contextmanager
def _server(url: str) -> Iterator[None]:
    command = [
        *("env", f"DATABASE_URL={url}"),
        *(
            sys.executable,
            "-m",
            "gunicorn",
            "benchmarks.vehicles_peer:application",
        ),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--bind", f"127.0.0.1:{PORT}", "--log-level", "warning"),
    ]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            _wait_for_answer()
            yield
        finally:
            server.terminate()


def _wait_for_answer() -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{HOST}/api/health", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("the server does not answer")


def _measure(token: str, options: argparse.Namespace) -> None:
    for load in LOADS:
        _run(load, token, options, seconds=1)
    turns = [[_run(load, token, options) for load in LOADS] for _ in range(options.turns)]
    least = [min(turn[0].a_second, 1e9) for turn in turns]
    for place, load in enumerate(LOADS):
        mine = [turn[place] for turn in turns]
        ratio = statistics.median(one.a_second / own for one, own in zip(mine, least, strict=True))
        rate, p50, p99 = (statistics.median(values) for values in zip(*mine, strict=True))
        print(f"{load.name:30} {rate:7.0f}/s  p50 {p50:5.1f} ms  p99 {p99:6.1f} ms  {ratio:.2f} x")


def _run(load: Load, token: str, options: argparse.Namespace, seconds: int = 0) -> Figures:
    headers = f'{{["Authorization"]="Bearer {token}", ["Content-Type"]="application/json"}}'
    script = SCRIPT.replace("EXTRA", load.extra).replace("PATH", f'"{load.path}"')
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script.replace("HEADERS", headers))
        file.flush()
        count, length = options.connections, seconds or options.seconds
        shape = f"-t2 -c{count} -d{length}s --latency -s {file.name}".split()
        done = subprocess.run(
            ["wrk", *shape, HOST], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in done:
        sys.exit(f"{load.name}: not all were answered\n{done}")
    return Figures(_figure(done, r"Requests/sec:\s+([\d.]+)()"), _ms(done, "50"), _ms(done, "99"))


def _ms(text: str, share: str) -> float:
    return _figure(text, rf"\s{share}%\s+([\d.]+)(us|ms|s)")


def _figure(text: str, pattern: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"wrk said something else:\n{text}")
    return float(found[1]) * {"us": 1e-3, "ms": 1, "s": 1e3, "": 1}[found[2]]


if __name__ == "__main__":
    main()
