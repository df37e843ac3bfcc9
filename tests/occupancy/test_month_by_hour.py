"""One month by hour of a site with fifty cameras: what a plant manager asks for is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factory.core.errors import Invalid
from factory.sites.models import Site
from occupancy.models import Area, OccupancyDailyAggregate
from occupancy.ranges import MOST_ROWS, Asked, By, Grain
from occupancy.selectors import aggregates
from tests.builders import client_of, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
HOURS = 31 * 24 + 1
"""Berlin's October has one hour more."""
START, NOW = utc("2026-10-01T00:00+02:00"), utc("2026-11-01T00:30+01:00")


def a_month(site: Site, *, areas: int, cameras: int) -> None:
    """Every camera was read in every hour, and saw one person."""
    made = [make_area(site) for _ in range(areas)]
    of_areas = [(area, make_counter(area).pk) for area in made for _ in range(cameras // areas)]
    (area, first), *others = of_areas
    hours = (START + timedelta(hours=hour) for hour in range(HOURS))
    OccupancyDailyAggregate.objects.bulk_create(_hour(site, area, first, one) for one in hours)
    for area, camera in others:
        _copy(first, camera_id=camera, area_id=area.pk)


def _copy(camera: int, **replaced: int) -> None:
    """Give another camera the hours of this one; tens of thousands of objects would take a minute."""
    options = OccupancyDailyAggregate._meta
    columns = [str(field.column) for field in options.concrete_fields if not field.primary_key]
    values = ", ".join(str(replaced.get(column, column)) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {options.db_table} ({', '.join(columns)})"
            f" SELECT {values} FROM {options.db_table} WHERE camera_id = %s",
            [camera],
        )


def _hour(site: Site, area: Area, camera: int, start: datetime) -> OccupancyDailyAggregate:
    local = start.astimezone(site.zone)
    return OccupancyDailyAggregate(
        site=site, area_id=area.pk, camera_id=camera, hour_start=start, hour=local.hour,
        business_date=local.date(), samples=60, count_sum=60, avg_occupancy=1.0, max_occupancy=1,
        min_occupancy=1, entries=1, exits=1, peak_at=start, minutes_seen=60, coverage=1.0,
        time_zone=site.time_zone, computed_at=NOW,
    )  # fmt: skip


def ask(site: Site, **query: Any) -> Any:
    client = client_of(make_user((site, "viewer")))
    dates: dict[str, Any] = {"start_date": FIRST, "end_date": LAST, "site": site.pk}
    with time_machine.travel(NOW, tick=False):
        return client.get("/api/v1/aggregates", dates | query)


def test_it_is_answered() -> None:
    site = make_site(time_zone="Europe/Berlin")
    a_month(site, areas=10, cameras=50)
    for by, rows, people in (("site", 1, 50.0), ("area", 10, 5.0), ("camera", 50, 1.0)):
        answer = ask(site, by=by)
        assert answer.status_code == 200, answer.content
        found = answer.json()["results"]
        assert len(found) == HOURS * rows
        assert {one["avg_occupancy"] for one in found} == {people}
    sheet = ask(site, by="camera", format="csv").content.decode("utf-8-sig").splitlines()
    assert len(sheet) == 1 + 50 * HOURS


def test_with_as_many_queries_as_a_small_one() -> None:
    queries = []
    for cameras in (1, 12):
        site = make_site(time_zone="Europe/Berlin")
        a_month(site, areas=1, cameras=cameras)
        asked = Asked(FIRST, LAST, Grain.HOUR, By.SITE)
        with CaptureQueriesContext(connection) as found:
            aggregates.buckets(site, asked)
        queries.append(len(found))
    assert queries[0] == queries[1] <= 5


def test_more_than_an_answer_holds_is_a_files(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_ROWS >= 50 * HOURS
    site = make_site(time_zone="Europe/Berlin")
    a_month(site, areas=1, cameras=1)
    monkeypatch.setattr(aggregates, "MOST_ROWS", 100)
    asked = Asked(FIRST, LAST, Grain.HOUR, By.AREA)
    with pytest.raises(Invalid, match="or a file"):
        aggregates.buckets(site, asked)
    assert ask(site, by="area").status_code == 400
    assert ask(site, by="area", format="csv").status_code == 200
    assert sum(1 for _ in aggregates.each_bucket(site, asked)) == HOURS
