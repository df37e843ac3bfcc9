"""Databases of a test's own on the server that DATABASE_URL names."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg

EMPTY = "template0"


def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def create(template: str = EMPTY) -> str:
    """Make one and return its address."""
    name = f"proof_{uuid.uuid4().hex[:10]}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    return beside(name)


def drop(address: str) -> None:
    """Drop it, whoever still uses it."""
    on_server(f"DROP DATABASE IF EXISTS {_name(address)} WITH (FORCE)")


def connections(address: str) -> int:
    """Return how many are open to it now."""
    statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        found = server.execute(statement, [_name(address)]).fetchone()
    assert found
    return int(found[0])


def execute(address: str, statement: str, values: Sequence[Any]) -> None:
    with psycopg.connect(address) as database:
        database.execute(statement.encode(), values)


def on_server(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())


def beside(name: str) -> str:
    """Return the address of another database on the same server."""
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def _name(address: str) -> str:
    return address.rpartition("/")[2]
