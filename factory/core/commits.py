"""Updates whose commit need not wait for the disk, since losing them loses nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connections
from django.db.models import CharField, Func, QuerySet, Value
from django.db.models.lookups import Exact

Rows = TypeVar("Rows", bound=QuerySet[Any])
OFF = Value("off")


def in_haste(rows: Rows, *, within: bool = False) -> Rows:
    """Return the rows so that an update of them commits without waiting for the disk: on PostgreSQL,
    where that wait may be longer than the work. Visible to all at once, safe from killed processes;
    a crash of the server within a second may undo it.

    In a transaction of the caller's nothing changes: that one is the caller's to make durable. With
    ``within`` the caller says that all of it may be undone; whoever then commits something that goes by
    it makes it durable as well, since the log is written in order.
    """
    connection = connections[rows.db]
    if connection.vendor != "postgresql" or (connection.in_atomic_block and not within):
        return rows
    # Within the one statement, since BEGIN, SET LOCAL and COMMIT are a way to the server each. What
    # is set ends with the statement's own transaction.
    setting = Func(
        Value("synchronous_commit"),
        OFF,
        Value(True),
        function="set_config",
        output_field=CharField(),
    )
    return rows.filter(Exact(setting, OFF))
