"""Check-ins a second through the API, beside a minimal authenticated DRF insert in the same run.

One gunicorn (gthread, 2 x 4) serves all endpoints; wrk asks them in turn with 16 connections, for
10,000 employees with a shift from the roster, who come one after the other in no order: nobody's day
is warm, and few come twice.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.error import HTTPError, URLError

from benchmarks.attendance.peer import make_table
from benchmarks.attendance.people import seeded, token_of_a_guard

ADDRESS, CONNECTIONS, ROUNDS, SECONDS = "127.0.0.1:8105", 16, 3, 5
ENDPOINTS = {
    "check-in": "/api/v1/attendance/check-in",
    "minimal insert": "/peer",
    "minimal insert, knox": "/peer-knox",
}
SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer {token}"
function setup(thread) id = (id or 0) + 1; thread:set("id", id) end
function init(args)
  math.randomseed(os.time() + id)
  turn = os.time() * 180 + (id - 1) * 5000
end
function request()
  turn = turn + 1
  local who = {first} + turn * 7919 % ({last} - {first} + 1)
  local at = os.date("!%Y-%m-%dT%H:%M:%S", os.time() - math.random(1, 7200))
  local text = string.format('{{"employee_id": %d, "check_in_time": "%s.%06dZ"}}',
    who, at, math.random(0, 999999))
  return wrk.format(nil, nil, nil, text)
end
"""


class Measured(NamedTuple):
    """Requests a second, the slowest percent in ms, and how many were refused."""

    per_second: float
    p99_ms: float
    failed: int


def main(_arguments: list[str]) -> None:
    wrk = shutil.which("wrk") or sys.exit("wrk is not installed.")
    site, people = seeded()
    make_table()
    text = SCRIPT.format(token=token_of_a_guard(site), first=people[0], last=people[-1])
    found: dict[str, list[Measured]] = {name: [] for name in ENDPOINTS}
    with TemporaryDirectory() as folder, _server():
        script = Path(folder) / "requests.lua"
        script.write_text(text)
        for path in ENDPOINTS.values():
            _asked(str(wrk), script, path, seconds=2)
        for _ in range(ROUNDS):
            for name, path in ENDPOINTS.items():
                found[name].append(_asked(str(wrk), script, path, seconds=SECONDS))
    _report(found)


def _report(found: dict[str, list[Measured]]) -> None:
    ours = statistics.median(one.per_second for one in found["check-in"])
    print(f"{'':22} {'req/s':>7} {'p99 ms':>7} {'failed':>7} {'ours / it':>10}")
    for name, rounds in found.items():
        rate = statistics.median(one.per_second for one in rounds)
        slow = statistics.median(one.p99_ms for one in rounds)
        failed = sum(one.failed for one in rounds)
        print(f"{name:22} {rate:7.0f} {slow:7.1f} {failed:7} {ours / rate:10.2f}")


@contextmanager
def _server() -> Iterator[None]:
    command = [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2"),
        *("--threads", "4", "--bind", ADDRESS, "--log-level", "error", "factory.wsgi"),
    ]
    environment = {
        **os.environ,  # noqa: TID251 - a program of its own
        "DJANGO_SETTINGS_MODULE": "benchmarks.attendance.settings",
    }
    with subprocess.Popen(command, env=environment) as server:
        try:
            _wait()
            yield
        finally:
            server.terminate()


def _wait() -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}/api/health", timeout=5):
                return
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit("gunicorn did not start.")


def _asked(wrk: str, script: Path, path: str, *, seconds: int) -> Measured:
    command = [
        *(wrk, "-t", "2", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency"),
        *("-s", str(script), f"http://{ADDRESS}{path}"),
    ]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    assert slow is not None
    assert rate is not None
    factor = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    return Measured(float(rate[1]), float(slow[1]) * factor, int(bad[1]) if bad else 0)
