"""What a proof stands on: a data directory, a database and a broker of its own.

Where the environment names PostgreSQL and Redis the database is one more on that server, and the
broker a Redis of the proof's own, since it is frozen, flushed and killed.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from factory import valkey
from factory.supervisor.services import redis_settings
from tests.databases import EMPTY, create, drop, on_postgres
from tests.migrated import DATABASE, postgres_database, sqlite_file
from tests.system.processes import ROOT, Process, Processes, until
from tests.web.serving import free_port

PASSWORD = "a broker of its own"


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
        return on_postgres() and bool(os.environ.get("REDIS_URL"))

    def lay(self) -> None:
        """Put a migrated database and an empty broker in place."""
        self.use_database(migrated=True)
        if not self.on_servers:
            self.start_broker()

    def use_database(self, *, migrated: bool) -> None:
        """Make a database, and start a Redis where the environment names servers."""
        if self.on_servers:
            self._database = create(postgres_database() if migrated else EMPTY)
            self.environment["DATABASE_URL"] = self._database
            self._redis()
        elif migrated:
            data_dir = Path(self.environment["DATA_DIR"])
            data_dir.mkdir(exist_ok=True)
            shutil.copy(sqlite_file(), data_dir / DATABASE)

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

    def waiting(self, queue: str) -> int:
        """Return how many tasks wait in a queue: Redis keeps a list for each priority."""
        with self.redis() as client:
            names: list[bytes] = list(client.scan_iter(f"{queue}*", _type="list"))
            return sum(client.llen(name) for name in names)

    def signal_broker(self, number: signal.Signals) -> None:
        assert self.broker is not None
        self.broker.send_signal(number)

    def clear(self) -> None:
        """Drop the database, once nobody uses it any more."""
        if self._database:
            drop(self._database)


@contextmanager
def servers(folder: Path, *, migrated: bool = False) -> Iterator[dict[str, str]]:
    """Yield the variables that name a database and a Redis of one's own; none when embedded.

    Migrated already, the database of the embedded default is put into the folder.
    """
    processes = Processes(folder)
    ground = Ground(folder, processes)
    try:
        ground.use_database(migrated=migrated)
        named = ("DATABASE_URL", "REDIS_URL")
        yield {name: ground.environment[name] for name in named if name in ground.environment}
    finally:
        processes.end()
        ground.clear()
