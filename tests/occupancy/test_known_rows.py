"""How rows that the log may have are looked for: each by an index, never by its camera's whole span."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from occupancy.counts import Reading
from occupancy.statements.logs import known_places
from tests.builders import default_site
from tests.occupancy.builders import utc

NOON = utc("2026-06-10T12:00")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="its plan, which its hints make"),
]


def test_each_late_row_is_looked_up_by_what_is_read_and_by_what_was_said() -> None:
    late = [Reading(1, 0, NOON - timedelta(minutes=n), None, 1) for n in range(3)]
    with CaptureQueriesContext(connection) as asked:
        known_places(site_id=default_site().pk, readings=late)
    (plan,) = (_plan(query["sql"]) for query in asked if "UNION ALL" in query["sql"])
    read, said = [step for step in plan if step.startswith("SEARCH l ")]
    assert "(site_id=? AND camera_id=? AND timestamp=? AND area_id=?)" in read
    assert "occupancylog_said (site_id=? AND camera_id=? AND said_at=?)" in said


def _plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[-1] for row in cursor.fetchall()]
