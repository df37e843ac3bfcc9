"""A worker that is killed shows in health within a minute, by the queues that nobody serves."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

from tests.migrated import ROOT
from tests.web.serving import Served


def down(server: Served) -> set[str]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", "/api/health")
        services = json.loads(connection.getresponse().read())["services"]
    finally:
        connection.close()
    return {name for name, part in services.items() if part["status"] == "down"}


def waited(server: Served, name: str, *, is_down: bool, most: float) -> float:
    """Return after how many seconds the part was seen so."""
    began = time.monotonic()
    while (name in down(server)) is not is_down:
        assert time.monotonic() - began < most, f"{name} after {most} s: {down(server)}"
        time.sleep(0.5)
    return time.monotonic() - began


@contextmanager
def worker(server: Served, queue: str) -> Iterator[subprocess.Popen[bytes]]:
    celery = (sys.executable, "-m", "celery", "-A", "celery_app", "worker", "-Q", queue)
    command = (*celery, "--pool", "threads", "-c", "1", "--hostname", f"{queue}@%h")
    with subprocess.Popen(
        command,
        env=server.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_a_worker_that_is_killed_is_missed_within_a_minute(server: Served) -> None:
    assert {"worker.gate", "worker.faces"} <= down(server)
    with worker(server, "gate") as process:
        waited(server, "worker.gate", is_down=False, most=30)
        assert "worker.faces" in down(server)
        process.kill()
        assert waited(server, "worker.gate", is_down=True, most=60) > 5
