"""What a proof stands on: a data directory, a database and a broker of its own.

Where the environment names PostgreSQL and Redis the database is one more on that server, and the
broker a Redis of the proof's own, since it is frozen, flushed and killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from factory import valkey
from factory.supervisor.services import redis_settings
from tests.system.processes import ROOT, Process, Processes, until
from tests.web.serving import free_port

PASSWORD = "a broker of its own"
TEMPLATE = "proof_template"


class Ground:
    """``environment`` is what processes need to stand on it."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.folder = folder
        self._processes = processes
        self._database = ""
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.broker: Process | None = None

    @property
    def on_servers(self) -> bool:
        return bool(os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))

    def lay(self, template: Path) -> None:
        """Put a migrated database and an empty broker in place."""
        if self.on_servers:
            self.use_servers(template=TEMPLATE)
        else:
            shutil.copy(template / "factory.sqlite3", self.folder)
            self.start_broker()

    def use_servers(self, *, template: str = "template0") -> None:
        """Make a database and start a Redis where the environment names servers; else nothing."""
        if not self.on_servers:
            return
        self._database = f"proof_{uuid.uuid4().hex[:10]}"
        create(self._database, template=template)
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        self.environment["DATABASE_URL"] = f"{server}/{self._database}"
        self._redis()

    def _redis(self) -> None:
        port, settings = free_port(), self.folder / "redis.conf"
        settings.write_text(redis_settings(self.folder, port, f'"{PASSWORD}"'))
        word = PASSWORD.replace(" ", "%20")
        self.environment["REDIS_URL"] = f"redis://default:{word}@127.0.0.1:{port}/0"
        self.start_broker()

    def start_broker(self) -> None:
        """Start it with what it kept, after it was killed."""
        command = valkey.server_command(self.folder)
        if self.on_servers:
            command = ("redis-server", str(self.folder / "redis.conf"))
        self.broker = self._processes.start(command, self.environment)
        until(self._answers, 20, self._processes.log)

    def _answers(self) -> bool:
        try:
            with self.redis() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def redis(self) -> Redis:
        """Return a client of the broker's queues."""
        url = self.environment.get("REDIS_URL")
        if url:
            return Redis.from_url(url, socket_timeout=2)
        return Redis(unix_socket_path=str(valkey.socket_path(self.folder)), socket_timeout=2)

    def signal_broker(self, number: signal.Signals) -> None:
        assert self.broker is not None
        self.broker.send_signal(number)

    def clear(self) -> None:
        """Drop the database, once nobody uses it any more."""
        if self._database:
            sql(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")


def migrated(folder: Path) -> Path:
    """Migrate once; return the folder whose database each proof gets a copy of."""
    ground = Ground(folder, Processes(folder))
    if ground.on_servers:
        sql(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        create(TEMPLATE)
        server = os.environ["DATABASE_URL"].rpartition("/")[0]
        ground.environment["DATABASE_URL"] = f"{server}/{TEMPLATE}"
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=ground.environment, check=True, timeout=100)
    return folder


def create(name: str, *, template: str = "template0") -> None:
    sql(f"CREATE DATABASE {name} TEMPLATE {template}")


def sql(statement: str) -> None:
    subprocess.run(["psql", "-q", "-d", os.environ["DATABASE_URL"], "-c", statement], check=True)
