"""An area within another one: its people are in the outer one's count, and in the site's sums once."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from factory.core.periods import Period
from factory.core.scoping import access_of
from factory.sites.models import Site
from occupancy import services
from occupancy.areas import WITHIN_ITSELF, why_not_within
from occupancy.counts import Reading
from occupancy.liveness import figures
from occupancy.models import Area
from occupancy.ranges import Asked, By, Grain
from occupancy.selectors.aggregates import buckets
from occupancy.selectors.heat import read_hours
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_counter, utc

NOW, JULY = utc("2026-06-10T12:30"), utc("2026-07-01T01:00")
DAY = date(2026, 6, 10)
JUNE = Period(utc("2026-06-01T00:00"), JULY)


@pytest.mark.parametrize(
    ("area", "outer", "says"),
    [
        pytest.param(None, 1, "", id="a new one"),
        pytest.param(4, 3, "", id="three deep"),
        pytest.param(2, 1, "", id="where it is already"),
        pytest.param(1, 1, WITHIN_ITSELF, id="itself"),
        pytest.param(1, 2, "That area lies within this one.", id="the inner one"),
        pytest.param(1, 3, "That area lies within this one.", id="the innermost one"),
        pytest.param(4, 9, "There is no such area at this site.", id="another site's"),
    ],
)
def test_which_area_can_lie_within_which(area: int | None, outer: int, says: str) -> None:
    assert why_not_within(area, outer, {1: None, 2: 1, 3: 2, 4: None}) == says


def counted(area: Area, people: int) -> None:
    camera = make_counter(area)
    with time_machine.travel(NOW, tick=False):
        for text in ("10:05", "11:05"):
            at = utc(f"2026-06-10T{text}")
            readings = [Reading(camera.pk, area.pk, at, people, people, 1)]
            services.record_logs(site=area.site, readings=readings)


@pytest.fixture
def site(db: None) -> Site:
    """Forty in a building, of whom thirty are in its hall, of whom ten in a booth; five in the yard."""
    home = default_site()
    outer: Area | None = None
    for name, people in (("Building", 40), ("Hall", 30), ("Booth", 10)):
        area = make_area(home, name=name)
        services.save_layout(row=_within(area, outer), caller=None)
        counted(area, people)
        outer = area
    counted(make_area(home, name="Yard"), 5)
    for moment in (NOW, JULY):
        with time_machine.travel(moment, tick=False):
            services.absorb_marks(site=home, until=moment)
    return home


def _within(area: Area, outer: Area | None) -> Area:
    area.within = outer
    return area


@pytest.mark.parametrize("grain", list(Grain))
def test_the_sites_sums_take_the_outer_areas(
    site: Site, grain: Grain, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(JULY, tick=False):
        services.aggregate_month(site=site, period=JUNE)
    with django_assert_max_num_queries(4):
        found = buckets(site, Asked(DAY, DAY, grain, By.SITE))
    assert {(one.figures.avg, one.cameras) for one in found} == {(45, 2)}
    areas = buckets(site, Asked(DAY, DAY, grain, By.AREA))
    assert {one.figures.avg for one in areas} == {40, 30, 10, 5}
    hall = Area.objects.get(name="Hall").pk
    alone = buckets(site, Asked(DAY, DAY, grain, By.SITE, area_id=hall))
    assert {one.figures.avg for one in alone} == {30}, "asked for by itself"


def test_the_sites_week_takes_the_outer_areas(site: Site) -> None:
    assert {hour.avg for hour in read_hours(site, DAY, DAY)} == {45}
    booth = Area.objects.get(name="Booth").pk
    assert {hour.avg for hour in read_hours(site, DAY, DAY, area_id=booth)} == {10}


def test_an_inner_door_that_is_blind_does_not_blind_the_site(site: Site) -> None:
    hall = Area.objects.get(name="Hall")
    blind = make_counter(hall).pk
    with time_machine.travel(NOW, tick=False):
        at = utc("2026-06-10T10:06")
        services.record_logs(site=site, readings=[Reading(blind, hall.pk, at, 0)])
        services.absorb_marks(site=site, until=NOW)
    found = buckets(site, Asked(DAY, DAY, Grain.HOUR, By.SITE))
    assert all(one.figures.coverage > 0 for one in found)


def test_the_live_sum_takes_the_outer_areas(site: Site) -> None:
    boss = make_user((site, "manager"))
    with time_machine.travel(NOW, tick=False):
        answer = client_of(boss).get("/api/v1/occupancy/live").json()
        page = client_of(boss).get(reverse("admin:occupancy_board")).content.decode()
        assert figures(access_of(boss))["people_in"] == 45
    assert answer["count"] == 45
    within = {one["name"]: one["within"] for one in answer["areas"]}
    assert within["Hall"] == Area.objects.get(name="Building").pk
    assert within["Yard"] is None
    assert "45 people in all" in page
    assert "within Building" in page


def test_no_area_at_all_has_no_sum(db: None) -> None:
    answer = client_of(make_user((default_site(), "viewer"))).get("/api/v1/occupancy/live").json()
    assert answer["count"] is None


def test_an_inner_area_that_is_removed_is_not_added_now(site: Site) -> None:
    services.remove_layout(row=Area.objects.get(name="Booth"), caller=None)
    services.remove_layout(row=Area.objects.get(name="Hall"), caller=None)
    found = buckets(site, Asked(DAY, DAY, Grain.HOUR, By.SITE))
    assert {one.figures.avg for one in found} == {45}


def test_where_areas_lie_over_http(site: Site) -> None:
    client = client_of(make_user((site, "manager")))
    building, hall = (Area.objects.get(name=name) for name in ("Building", "Hall"))
    foreign = make_area(make_site())
    path = f"/api/v1/areas/{building.pk}"
    for outer, status in ((building, 400), (hall, 400), (foreign, 404)):
        refused = client.patch(path, {"within": outer.pk})
        assert refused.status_code == status, refused.content
    missing = client.patch(path, {"within": foreign.pk}).json()["detail"]
    assert missing == f"There is no area {foreign.pk}."
    assert "lies within this one" in client.patch(path, {"within": hall.pk}).content.decode()
    assert client.delete(path).status_code == 409, "others lie within it"
    made = client.post("/api/v1/areas", {"name": "Shed", "within": building.pk})
    assert (made.status_code, made.json()["within"]) == (201, building.pk)
    freed = client.patch(f"/api/v1/areas/{hall.pk}", {"within": None})
    assert (freed.status_code, freed.json()["within"]) == (200, None)


def test_areas_of_two_sites_of_one_person(site: Site) -> None:
    other = make_site()
    client = client_of(make_user((site, "manager"), (other, "manager")))
    body = {"name": "Shed", "site": site.pk, "within": make_area(other).pk}
    refused = client.post("/api/v1/areas", body)
    assert refused.status_code == 400
    assert "no such area at this site" in refused.content.decode()


def test_where_areas_lie_in_the_admin(site: Site) -> None:
    client = client_of(make_user((site, "manager")))
    building, hall = (Area.objects.get(name=name) for name in ("Building", "Hall"))
    url = reverse("admin:occupancy_area_change", args=[building.pk])
    form = {"name": "Building", "warn_percent": 80, "reset_by": "never", "within": hall.pk}
    form |= {"-1-TOTAL_FORMS": 0, "-1-INITIAL_FORMS": 0}
    refused = client.post(url, form, format="multipart")
    assert "That area lies within this one." in refused.content.decode()
