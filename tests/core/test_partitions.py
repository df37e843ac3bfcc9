"""Tables parted by month: made ahead, and what waits in the default part moves when its month is made."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from factory.core.partitions import ensure_partitions, month_span, months_ahead, part_name
from occupancy.models import OccupancyLog
from tests.builders import default_site
from tests.occupancy.builders import utc

NOW = utc("2026-11-24T12:00")


def test_months_ahead_go_over_the_year() -> None:
    assert months_ahead(NOW) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert month_span(date(2026, 12, 9)) == (utc("2026-12-01"), utc("2027-01-01"))


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "postgresql", reason="there a table has parts")
def test_a_plain_table_has_no_parts() -> None:
    assert ensure_partitions(OccupancyLog, "timestamp", NOW) == []


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL only")
def test_rows_of_the_default_part_move_to_their_month() -> None:
    for days in (0, 35, 95):
        OccupancyLog.objects.create(
            site=default_site(),
            camera_id=1,
            timestamp=NOW - timedelta(days=days),
            current_count=days,
        )
    made = ensure_partitions(OccupancyLog, "timestamp", NOW)
    table = OccupancyLog._meta.db_table
    months = [date(2026, month, 1) for month in (8, 10, 11, 12)] + [date(2027, 1, 1)]
    assert made == [part_name(table, month) for month in months]
    assert ensure_partitions(OccupancyLog, "timestamp", NOW) == []
    assert OccupancyLog.objects.count() == 3
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}_default")
        assert cursor.fetchone() == (0,)
        cursor.execute(f"SELECT count(*) FROM {table}_2026_11")
        assert cursor.fetchone() == (1,)
