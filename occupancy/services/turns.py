"""One site's sums and the deletion of what they are made from take turns."""

from __future__ import annotations

from django.db import connection

from factory.core.statements import fetched

LOCK = 0x0CC
TURN = "SELECT pg_advisory_xact_lock(%s::int, %s::int), set_config('jit', 'off', true)"


def one_at_a_time(site_id: int) -> None:
    """Wait for whoever else sums up or retires the site's readings; holds until the transaction ends.

    An older view must not overwrite a newer one, and none is summed up while its readings go. SQLite's
    immediate transactions see to it anyway.
    """
    if connection.vendor == "postgresql":
        # Many short index scans look costly to the planner; compiling them took 0.4 s of 1.4.
        fetched(TURN, [LOCK, site_id])
