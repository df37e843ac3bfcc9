"""Statements that somebody waits for at a gate: on PostgreSQL parsed and planned once a connection.

To parse and plan one of many values takes several times as long as to run it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.db import InterfaceError, OperationalError, connection
from psycopg import Cursor


def fetched(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; raises as any cursor of Django's.

    Where DATABASE_URL says ``prepare_threshold=none``, for poolers that hand a connection on after each
    transaction, nothing is prepared.
    """
    with _cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def written(statement: str, values: Mapping[str, Any]) -> int:
    """As ``fetched``, for a statement that writes and yields nothing; return how many rows it touched."""
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def looked_up(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """As ``fetched``, for a statement that only reads.

    Whether a connection that was kept still answers is told by this very statement, and not by a
    SELECT 1 before it (CONN_HEALTH_CHECKS): where the connection has gone, another one is asked.
    """
    kept = connection.connection
    if kept is None or connection.in_atomic_block or not _untried(connection):
        return fetched(statement, values)
    try:
        return fetched(statement, values)
    except (OperationalError, InterfaceError):
        if not kept.closed:
            raise
        connection.close()
        return fetched(statement, values)


def _untried(database: Any) -> bool:
    """Whether nothing was asked of a kept connection yet; from now on something was."""
    untried = database.health_check_enabled and not database.health_check_done
    database.health_check_done = True
    return bool(untried)


def _cursor() -> Any:
    # A log of queries tells what was asked; of a prepared statement Django knows no values.
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    # Django's own cursors put the values into the text, so that no two statements are alike.
    own: Any = _Prepared(connection.connection)
    return connection.make_cursor(own)


class _Prepared(Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{"prepare": True} | options)
