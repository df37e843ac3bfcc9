"""How the database is spoken to."""

from __future__ import annotations

from typing import Any, Final

import dj_database_url

SQLITE: Final = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
NETWORK: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A network that swallows everything is noticed within half a minute. The kernel's own patience is a
quarter of an hour for what was sent, and two hours for an answer."""


def database_at(url: str) -> dict[str, Any]:
    """Return Django's settings of the database; what the URL says of the network comes first."""
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        return database | {"OPTIONS": SQLITE}
    options = NETWORK | database.get("OPTIONS", {})
    # Statements that say so are prepared (factory.core.statements), unless the URL ends with
    # ``?prepare_threshold=none``: a pooler may give each transaction another connection.
    threshold = None if options.get("prepare_threshold") == "none" else 0
    return database | {"OPTIONS": options | {"prepare_threshold": threshold}}
