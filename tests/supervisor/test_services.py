"""`make services`: a PostgreSQL and a Redis of our own, which keep their data and end with Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from factory.rundir import digest
from factory.supervisor import postgres
from factory.supervisor.postgres import LASTING_TEMPORARY
from factory.supervisor.services import addresses, redis_settings
from tests.patience import patient
from tests.services import require
from tests.supervisor.running import wait_for

Start = Callable[[], dict[str, str]]


def test_the_lines_are_ready_for_the_env_file() -> None:
    assert addresses(1, 2, "pw").splitlines() == [
        "REDIS_URL=redis://default:pw@127.0.0.1:1/0",
        "DATABASE_URL=postgres://factory:pw@127.0.0.1:2/factory",
    ]
    assert "apt install postgresql" in addresses(1, None, "pw")


def test_redis_keeps_everything_and_listens_on_loopback() -> None:
    lines = redis_settings(Path("/srv/my data"), 7, "pw").splitlines()
    for line in ("bind 127.0.0.1", "port 7", "requirepass pw", 'dir "/srv/my data"'):
        assert line in lines
    assert {"appendonly yes", "maxmemory-policy noeviction"} <= set(lines)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Start]:
    """Start the services, and return the addresses that they print; once more ends the last."""
    require(postgres.find(tmp_path), "PostgreSQL's programs")
    running: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        for process in running:
            process.send_signal(signal.SIGINT)
            assert process.wait(patient(12)) == 0
        running.clear()

    def start() -> dict[str, str]:
        stop()
        log = tmp_path / "log"
        with log.open("wb") as output:
            running.append(_begin(tmp_path, output.fileno()))
        wait_for(lambda: "all processes are up" in log.read_text(), "services")
        return dict(line.split("=", 1) for line in log.read_text().splitlines() if "_URL=" in line)

    yield start
    stop()
    shutil.rmtree(
        LASTING_TEMPORARY / f"factory-services-{digest(tmp_path / 'services')}", ignore_errors=True
    )


def _begin(data_dir: Path, output: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "factory.supervisor.services"],
        env={**os.environ, "DATA_DIR": str(data_dir)},
        stdout=output,
        stderr=subprocess.STDOUT,
    )


@pytest.mark.slow
def test_both_serve_with_a_password_and_keep_their_data(services: Start) -> None:
    first = services()
    with psycopg.connect(first["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("CREATE DATABASE for_the_tests")
    with Redis.from_url(first["REDIS_URL"]) as client:
        client.set("kept", "yes")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(first["DATABASE_URL"].replace(":", ":x", 2).replace(":x//", "://", 1))
    second = services()
    with psycopg.connect(second["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    with Redis.from_url(second["REDIS_URL"]) as client:
        assert client.get("kept") == b"yes"
