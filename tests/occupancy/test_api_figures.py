"""Sums and live counts over HTTP: scoped, capped, in the site's own hours, with few queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from factory.sites.models import Site
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import Area
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:30:00+00:00")


def counted(site: Site, area: Area, cameras: int = 2) -> None:
    """Readings of 10:05 to 10:10 and 11:05, camera n counting n, summed up."""
    with time_machine.travel(NOW, tick=False):
        for text in ("10:05", "10:10", "11:05"):
            at = utc(f"2026-06-10T{text}")
            readings = [Reading(n, area.pk, at, n, n, 1) for n in range(1, cameras + 1)]
            services.record_logs(site=site, readings=readings)
        services.absorb_marks(site=site, until=NOW)


def ask(home: Site, **query: Any) -> Any:
    client = client_of(make_user((home, "viewer")))
    with time_machine.travel(NOW, tick=False):
        return client.get("/api/v1/aggregates", query)


def test_hours_of_each_camera_in_the_sites_time() -> None:
    site = make_site(time_zone="Asia/Kolkata")
    counted(site, make_area(site), cameras=1)
    body = ask(site).json()
    assert (body["time_zone"], body["granularity"], body["by"]) == (
        "Asia/Kolkata",
        "hour",
        "camera",
    )
    assert [(one["start"], one["samples"]) for one in body["results"]] == [
        ("2026-06-10T15:00:00+05:30", 2),
        ("2026-06-10T16:00:00+05:30", 1),
    ]
    assert body["results"][0]["peak_at"] == "2026-06-10T15:35:00+05:30"


def test_an_area_is_the_sum_of_its_cameras_and_says_what_is_a_bound() -> None:
    site = default_site()
    counted(site, make_area(site))
    one = ask(site, by="area").json()["results"][0]
    assert (one["avg_occupancy"], one["max_occupancy"], one["entries"]) == (3.0, 3, 6)
    assert (one["cameras"], one["exact"], one["camera"]) == (2, False, None)


@pytest.mark.parametrize(
    ("grain", "starts"),
    [("day", ["2026-06-10"]), ("month", [])],
    ids=["a day", "a month that is still open"],
)
def test_days_and_months(grain: str, starts: list[str]) -> None:
    site = default_site()
    counted(site, make_area(site))
    found = ask(site, by="site", granularity=grain).json()["results"]
    assert [one["start"] for one in found] == starts


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"start_date": "2026-01-01", "end_date": "2026-06-01"}, id="too long"),
        pytest.param({"start_date": "2026-06-02", "end_date": "2026-06-01"}, id="backwards"),
        pytest.param({"granularity": "minute"}, id="no such granularity"),
        pytest.param({"start_date": "yesterday"}, id="no date"),
    ],
)
def test_spans_that_are_refused(query: dict[str, str]) -> None:
    response = ask(default_site(), **query)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"


def test_another_sites_figures_are_not_found() -> None:
    mine, other = default_site(), make_site()
    assert ask(mine, site=other.pk).status_code == 404


@pytest.mark.parametrize("cameras", [1, 5])
def test_live_takes_the_same_queries_whatever_there_is(
    cameras: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    site = default_site()
    for _ in range(cameras):
        counted(site, make_area(site, capacity=10), cameras)
    client = client_of(make_user((site, "viewer")))
    with time_machine.travel(NOW, tick=False), django_assert_max_num_queries(8):
        body = client.get("/api/v1/occupancy/live").json()
    assert len(body["areas"]) == cameras


def test_live_shows_how_full_an_area_is() -> None:
    site = default_site()
    full = make_area(site, name="Hall", capacity=3)
    make_area(site, name="Unused", capacity=3)
    counted(site, full)
    client = client_of(make_user((site, "viewer")))
    with time_machine.travel(NOW, tick=False):
        hall, unused = client.get("/api/v1/occupancy/live").json()["areas"]
    assert (hall["count"], hall["percent"], hall["level"]) == (3, 100.0, "full")
    assert (unused["count"], unused["level"]) == (None, "ok")


def test_a_count_below_zero_is_shown_as_nobody_with_its_imbalance() -> None:
    site = default_site()
    area = make_area(site)
    with time_machine.travel(NOW, tick=False):
        at = NOW - timedelta(minutes=1)
        services.record_logs(site=site, readings=[Reading(1, area.pk, at, exits=2)])
        body = client_of(make_user((site, "viewer"))).get("/api/v1/occupancy/live").json()
    assert (body["areas"][0]["count"], body["areas"][0]["imbalance"]) == (0, -2)
