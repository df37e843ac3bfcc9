"""A small product for measurements: a broker, the emulator and one worker process, in a folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmarks.identity.environment import EMULATOR_PORT, FOLDER, HOST, OWN_REDIS
from factory import valkey
from tests.migrated import DATABASE, sqlite_file

ROOT = Path(__file__).resolve().parents[2]


class House:
    """Where the product lives while it is measured."""

    def plan(self, **wanted: Any) -> None:
        """Tell the emulator which faults to make, and count anew."""
        self._ask("PUT", json.dumps(wanted))

    def facts(self) -> dict[str, Any]:
        """Return what the emulator counted since the last plan."""
        return self._ask("GET")

    def wait_for_emulator(self, most: float = 30) -> None:
        """Wait until the emulator answers: on a busy machine a start takes its time."""
        end = time.monotonic() + most
        while True:
            try:
                self.facts()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return

    def _ask(self, method: str, body: str | None = None) -> dict[str, Any]:
        connection = HTTPConnection(HOST, EMULATOR_PORT, timeout=10)
        connection.request(method, "/", body)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    @contextmanager
    def worker(self, *, pool: str, concurrency: int, modules: str = "") -> Iterator[None]:
        """Run one worker process for the queue of faces."""
        words = ["worker", "--queues=faces", f"--pool={pool}", f"--concurrency={concurrency}"]
        quiet = ["--without-gossip", "--without-mingle", "--loglevel=ERROR"]
        command = [sys.executable, "-m", "celery", "--app", "celery_app", "--quiet", *words, *quiet]
        command += [f"--include={modules}"] if modules else []
        with running(command):
            time.sleep(3)
            yield


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    """Run a program for as long as the block lasts."""
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


@contextmanager
def house() -> Iterator[House]:
    """Set everything up in the run's own folder."""
    emulator = [sys.executable, "-m", "benchmarks.identity.painted", str(EMULATOR_PORT)]
    with _broker(), running(emulator):
        if connection.vendor == "sqlite":
            shutil.copy(sqlite_file(), FOLDER / DATABASE)
        call_command("migrate", verbosity=0)
        made = House()
        made.wait_for_emulator()
        yield made


@contextmanager
def _broker() -> Iterator[None]:
    if not OWN_REDIS:
        yield
        return
    with running(list(valkey.server_command(FOLDER))):
        time.sleep(0.5)
        yield
