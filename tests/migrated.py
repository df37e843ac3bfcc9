"""Databases that are migrated already: once for each state of the migrations, then copied.

Migrating takes a core ten seconds, and every run of the tests and every product they start would pay.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from itertools import chain
from pathlib import Path

import psycopg

from factory.core import clock
from tests.databases import beside

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
DATABASE = "factory.sqlite3"
LOCK = 0x6D696772
"""Held on the server by who makes a template there."""


def digest() -> str:
    """Return a name for what a fresh database would hold: partitions are of the month, too."""
    found = hashlib.sha256(f"{clock.now():%Y-%m}".encode())
    sources = chain(ROOT.glob("*/migrations/*.py"), ROOT.glob("factory/*/migrations/*.py"))
    named = (ROOT / name for name in ("requirements.txt", "factory/core/partitions.py", ".env"))
    for path in (*sorted(sources), *named):
        found.update(path.read_bytes() if path.exists() else b"")
    return found.hexdigest()[:16]


@cache
def sqlite_file() -> Path:
    """Return a migrated SQLite file, to be copied."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{digest()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _forget()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                _migrate(Path(folder))
                (Path(folder) / DATABASE).rename(kept)
    return kept


def _forget() -> None:
    for old in KEPT.glob("*.sqlite3"):
        old.unlink()


@cache
def postgres_database() -> str:
    """Return the name of a migrated database on DATABASE_URL's server, to be a template."""
    name = f"migrated_{digest()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            # Under another name until it is whole.
            server.execute("DROP DATABASE IF EXISTS migrating WITH (FORCE)")
            server.execute("CREATE DATABASE migrating TEMPLATE template0")
            with tempfile.TemporaryDirectory() as folder:
                _migrate(Path(folder), DATABASE_URL=beside("migrating"))
            server.execute(f'ALTER DATABASE migrating RENAME TO "{name}"'.encode())
    return name


def _migrate(folder: Path, **told: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    own = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "factory.settings"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=kept | own | told, check=True, timeout=600)


@contextmanager
def in_memory(name: str) -> Iterator[None]:
    """Fill the shared SQLite of that name, which lives as long as somebody has it open."""
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(sqlite_file())) as kept:
            kept.backup(memory)
        yield
