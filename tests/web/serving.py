"""The real thing for tests: ``manage.py serve`` in a process of its own, with a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

from factory import valkey
from tests import databases, migrated
from tests.migrated import DATABASE, ROOT
from tests.patience import patient

PEOPLE = """
import json, sys, django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from knox.models import AuthToken
from tests.builders import default_site, make_device, make_site, make_user
here, there = default_site(), make_site()
def session(user):
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "factory.sites.backends.SiteRoleBackend"
    store.save()
    return store.session_key
viewers = {name: make_user((here, "viewer"), username=name) for name in sys.argv[1:]}
print(json.dumps({
    "here": here.pk, "there": there.pk,
    "users": {name: user.pk for name, user in viewers.items()},
    "sessions": {name: session(user) for name, user in viewers.items()},
    "tokens": {name: AuthToken.objects.create(user)[1] for name, user in viewers.items()},
    "device_key": make_device(here)[1],
}))
"""


@dataclass(frozen=True)
class Served:
    """A running server: where it is, which process it is, and who may sign in."""

    port: int
    pid: int
    data_dir: Path
    environment: dict[str, str]
    made: dict[str, Any]

    @property
    def _address(self) -> str:
        return self.environment.get("DATABASE_URL", "")

    def sql(self, statement: str, *values: object) -> None:
        """Change a row behind the server's back, as another process would."""
        if self._address:
            databases.execute(self._address, statement, values)
            return
        path = self.data_dir / DATABASE
        with closing(sqlite3.connect(path, timeout=20)) as database, database:
            database.execute(statement.replace("%s", "?"), values)

    def redis(self) -> Redis:
        return Redis.from_url(valkey.cache_url(self.data_dir))

    def bearer(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.made['tokens'][name]}"}

    def cookie(self, name: str) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.made['sessions'][name]}"}

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))

    @property
    def database_handles(self) -> int:
        """How many connections to the database the process has open now; on SQLite how many files."""
        if self._address:
            return databases.connections(self._address)
        return sum(link.name == DATABASE for link in self._links())

    @property
    def sockets(self) -> int:
        """How many sockets the process holds now."""
        return sum(link.name.startswith("socket:") for link in self._links())

    def _links(self) -> list[Path]:
        found = []
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            # Listed a moment ago, it may be closed by now.
            with suppress(FileNotFoundError):
                found.append(link.readlink())
        return found


@contextmanager
def served(
    *usernames: str, settings: str = "factory.settings", **variables: str
) -> Iterator[Served]:
    """Make the named viewers, start Valkey and the server; stop all at the end.

    With ``settings`` of ``factory.live_settings`` it is the server of live paths alone; ``variables``
    are its environment's besides.
    """
    data_dir = Path(tempfile.mkdtemp(prefix="factory-web-"))
    with (
        _database(data_dir) as address,
        _running(valkey.server_command(data_dir), environment_of(data_dir)),
    ):
        environment = environment_of(data_dir) | address | variables
        made = _people(environment, usernames)
        with _running(_serve(port := free_port(), settings), environment) as server:
            _answers(port, server)
            yield Served(port, server.pid, data_dir, environment, made)
    shutil.rmtree(data_dir)


@contextmanager
def beside(server: Served, settings: str) -> Iterator[int]:
    """Start another server on the same data, with other settings; yield its port."""
    with _running(_serve(port := free_port(), settings), server.environment) as process:
        _answers(port, process)
        yield port


@contextmanager
def _database(data_dir: Path) -> Iterator[dict[str, str]]:
    """Put a migrated one in place: where the tests run on PostgreSQL one more on that server."""
    if not databases.on_postgres():
        shutil.copyfile(migrated.sqlite_file(), data_dir / DATABASE)
        yield {}
        return
    address = databases.create(migrated.postgres_database())
    try:
        yield {"DATABASE_URL": address}
    finally:
        databases.drop(address)


def environment_of(data_dir: Path) -> dict[str, str]:
    own = {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "factory.settings"}
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return kept | own | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", "DEMO": "0"}


def _people(environment: dict[str, str], usernames: tuple[str, ...]) -> dict[str, Any]:
    command = [sys.executable, "-c", PEOPLE, *usernames]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return made


def _serve(port: int, settings: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", "serve", "--port", str(port), "--settings", settings)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(
    command: tuple[str, ...], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=10)


def _answers(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + patient(20)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, "the server did not start"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        else:
            return
