"""A camera is read once: also while its supervisor is frozen, or alone on its side of the network."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from benchmarks.streaming.relay import Relay
from tests.system.house import House
from tests.system.processes import Process

pytestmark = [
    *(pytest.mark.slow, pytest.mark.both),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="a database that is a file is on no network"
    ),
]
CAMERA = """
from factory.sites.selectors import default_site
from streaming.models import Camera
answer = Camera.objects.create(
    site=default_site(), camera_id="CAM-1", source="scene:gate-line", consumers=["occupancy"]
).pk
"""
COMMAND = (sys.executable, "manage.py", "run_cameras", "--no-vision")


@pytest.fixture
def line(house: House) -> Iterator[Relay]:
    """The first host's line to the database."""
    relay = Relay(urlsplit(house.ground.environment["DATABASE_URL"]).port or 5432)
    yield relay
    relay.close()


def host(house: House, name: str, port: int | None = None) -> Process:
    """Start the supervisor of another host, whose database is at ``port`` of this machine."""
    parts = urlsplit(house.ground.environment["DATABASE_URL"])
    place = f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port or parts.port}"
    database = parts._replace(netloc=place).geturl()
    folder = house.ground.folder / name
    folder.mkdir()
    return house.start(*COMMAND, DATA_DIR=str(folder), DATABASE_URL=database)


def reads(supervisor: Process) -> bool:
    """Say whether any capture process of this supervisor lives."""
    return any(_captures(folder, supervisor.pid) for folder in Path("/proc").glob("[0-9]*"))


def _captures(folder: Path, group: int) -> bool:
    try:
        state, _, rest = (folder / "stat").read_text().rpartition(") ")[2].split(" ", 2)
        words = (folder / "cmdline").read_bytes()
    except OSError:
        return False
    return state != "Z" and int(rest.split()[0]) == group and b"streaming.capture" in words


@pytest.mark.parametrize("trouble", ["cut off", "frozen"])
def test_the_old_one_stops_before_the_new_one_begins(
    house: House, line: Relay, trouble: str
) -> None:
    house.ground.environment["DJANGO_SETTINGS_MODULE"] = "factory.settings"
    house.ask(CAMERA)
    first = host(house, "first", line.port)
    house.until(lambda: reads(first), 60)
    second = host(house, "second")
    time.sleep(5)
    assert (reads(first), reads(second)) == (True, False)
    happen: dict[str, Callable[[], None]] = {
        "cut off": line.cut,
        "frozen": lambda: os.kill(first.pid, signal.SIGSTOP),
    }
    happen[trouble]()
    house.until(lambda: reads(second), 60)
    assert not reads(first)
    os.kill(first.pid, signal.SIGCONT)
    line.mend()
    time.sleep(5)
    assert (reads(first), reads(second)) == (False, True)
