"""Who is inside and what a day brought: from real decisions to selectors, API and pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.errors import Invalid, NotFound
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import client_of, make_site, make_user
from tests.vehicles.builders import (
    PLATE,
    allow,
    block,
    event_of,
    make_camera,
    make_gate,
    make_guard,
    see,
)
from vehicles import selectors, services
from vehicles.models import GateEvent

pytestmark = pytest.mark.django_db
OTHER = "MH12DE5678"


@pytest.fixture
def entry(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera, policy="log_only")
    return camera


@pytest.fixture
def exit_(site: Site) -> Camera:
    camera = make_camera(site, direction="out")
    make_gate(site, camera, policy="log_only", direction="out")
    return camera


def plates(site: Site) -> list[str]:
    return [visit.plate for visit in selectors.vehicles_inside(site)]


def test_in_and_out_again(site: Site, entry: Camera, exit_: Camera) -> None:
    see(site, camera=entry, ago=600)
    see(site, OTHER, camera=entry, ago=500)
    assert plates(site) == [PLATE, OTHER]
    see(site, camera=exit_)
    assert plates(site) == [OTHER]


def test_a_vehicle_before_a_closed_barrier_is_not_inside(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    read = see(site, camera=camera)
    assert plates(site) == []
    services.open_by_hand(event=event_of(read), why="expected", who=make_guard(site))
    assert plates(site) == [PLATE]


def test_an_authorised_one_is_inside_once_the_barrier_was_told(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    allow(site)
    assert event_of(see(site, camera=camera)).admitted
    assert plates(site) == [PLATE]


def test_where_nothing_holds_it_a_blocked_one_is_inside_and_a_doubtful_one_is_not(
    site: Site, entry: Camera
) -> None:
    block(site)
    see(site, camera=entry)
    block(site, "MH12D5678")
    see(site, "MH12Q5678", camera=entry)
    see(site, OTHER, camera=entry, confidence=0.3)
    assert plates(site) == [PLATE]


@pytest.mark.parametrize("plate", [PLATE, "KA01A81234"], ids=["blocked", "possibly blocked"])
def test_one_that_becomes_blocked_while_inside_leaves(
    site: Site, entry: Camera, exit_: Camera, plate: str
) -> None:
    see(site, camera=entry, ago=600)
    block(site, plate)
    see(site, camera=exit_)
    assert plates(site) == []


def test_one_that_is_not_let_in_now_is_inside_where_nothing_held_it(
    site: Site, entry: Camera
) -> None:
    allow(site, valid_until=clock.now() - timedelta(hours=1))
    see(site, camera=entry)
    assert plates(site) == [PLATE]


def test_a_blocked_vehicle_before_a_closed_barrier_is_not_inside(site: Site) -> None:
    camera = make_camera(site)
    make_gate(site, camera, policy="open_for_any_valid")
    block(site)
    see(site, camera=camera)
    assert plates(site) == []


def test_other_sites_are_other_sites(site: Site, entry: Camera) -> None:
    see(site, camera=entry)
    assert plates(make_site()) == []


def test_a_guard_says_that_it_left(site: Site, entry: Camera) -> None:
    see(site, camera=entry, ago=600)
    guard = make_guard(site)
    event = services.mark_left(site=site, plate="ka 01 ab 1234", who=guard, why="by the back door")
    assert (event.direction, event.overridden_by, event.overridden_why) == (
        "out",
        guard,
        "by the back door",
    )
    assert plates(site) == []
    with pytest.raises(NotFound):
        services.mark_left(site=site, plate=PLATE, who=guard)
    assert GateEvent.objects.count() == 2


@pytest.mark.parametrize("minutes", [-60, 60])
def test_it_left_after_it_came_and_not_in_the_future(
    site: Site, entry: Camera, minutes: int
) -> None:
    see(site, camera=entry, ago=600)
    at = clock.now() + timedelta(minutes=minutes)
    with pytest.raises(Invalid):
        services.mark_left(site=site, plate=PLATE, who=make_guard(site), at=at)


class TestOverMidnight:
    """A visit ends when it does, on a later day than the one that is asked for."""

    @pytest.fixture
    def came_at(self) -> datetime:
        yesterday = clock.now() - timedelta(days=3)
        return yesterday.replace(hour=23, minute=0)

    def test_it_left_the_next_day(
        self, site: Site, entry: Camera, exit_: Camera, came_at: datetime
    ) -> None:
        see(site, camera=entry, at=came_at)
        see(site, camera=exit_, at=came_at + timedelta(hours=2))
        (visit,) = selectors.visits_between(site, came_at.date(), came_at.date())
        assert (visit.is_over, visit.stayed) == (True, timedelta(hours=2))
        assert selectors.day_traffic(site, came_at.date())[0].exits == 0

    def test_of_other_days_only_who_was_inside_is_asked_for(
        self, site: Site, entry: Camera, exit_: Camera, came_at: datetime
    ) -> None:
        """A day's page does not read the four weeks around it."""
        see(site, camera=entry, at=came_at)
        see(site, camera=exit_, at=came_at + timedelta(hours=2))
        for days in range(1, 4):
            see(site, OTHER, camera=entry, at=came_at - timedelta(days=days))
            see(site, OTHER, camera=exit_, at=came_at - timedelta(days=days, minutes=-20))
        day = came_at.date()
        with CaptureQueriesContext(connection) as asked:
            (visit,) = selectors.visits_between(site, day, day)
        assert visit.left_at == came_at + timedelta(hours=2)
        wide = [one["sql"] for one in asked if OTHER in one["sql"] or PLATE not in one["sql"]]
        assert len(wide) == 1  # the day itself; the other query names its one plate
        (visit,) = selectors.visits_between(site, *[day + timedelta(days=1)] * 2)
        assert (visit.entered_at, visit.stayed) == (came_at, timedelta(hours=2))

    def test_it_is_inside_still(self, site: Site, entry: Camera, came_at: datetime) -> None:
        see(site, camera=entry, at=came_at)
        (visit,) = selectors.visits_between(site, came_at.date(), came_at.date())
        assert not visit.is_over

    def test_it_was_never_seen_to_leave(self, site: Site, entry: Camera) -> None:
        came_at = clock.now() - timedelta(days=15)
        see(site, camera=entry, at=came_at)
        (visit,) = selectors.visits_between(site, came_at.date(), came_at.date())
        assert (visit.is_over, visit.stayed_by(clock.now())) == (True, None)


class TestApi:
    @pytest.fixture
    def api(self, site: Site) -> APIClient:
        return client_of(make_guard(site))

    def get(self, api: APIClient, path: str, **query: Any) -> dict[str, Any]:
        response = api.get(f"/api/v1/vehicle/{path}", query)
        assert response.status_code == 200, response.json()
        body: dict[str, Any] = response.json()
        return body

    def test_inside(self, api: APIClient, site: Site, entry: Camera) -> None:
        see(site, camera=entry, ago=3700)
        (visit,) = self.get(api, "inside")["vehicles"]
        assert (visit["plate"], visit["minutes_on_site"], visit["left_at"]) == (PLATE, 61, None)

    @pytest.mark.parametrize("path", ["inside", "visits"])
    def test_moments_are_told_by_the_clock_of_the_site(
        self, api: APIClient, site: Site, entry: Camera, path: str
    ) -> None:
        Site.objects.filter(pk=site.pk).update(time_zone="Asia/Kolkata")
        see(site, camera=entry)
        body = self.get(api, path)
        (visit,) = body.get("vehicles") or body["visits"]
        assert visit["entered_at"].endswith("+05:30")

    def test_visits(self, api: APIClient, site: Site, entry: Camera, exit_: Camera) -> None:
        see(site, camera=entry, ago=60)
        see(site, camera=exit_)
        first = str(clock.local_day(site.zone) - timedelta(days=1))
        body = self.get(api, "visits", plate="ka01ab1234", start_date=first)
        assert [(v["plate"], v["is_over"]) for v in body["visits"]] == [(PLATE, True)]
        assert self.get(api, "visits", plate=OTHER)["visits"] == []

    def test_too_long_a_span(self, api: APIClient) -> None:
        query = {"start_date": "2026-01-01", "end_date": "2026-12-31"}
        assert api.get("/api/v1/vehicle/visits", query).status_code == 400

    def test_a_day_and_a_month(self, api: APIClient, site: Site, entry: Camera) -> None:
        see(site, camera=entry)
        see(site, OTHER, camera=entry, confidence=0.2)
        day = self.get(api, "summary")
        assert (day["entries"], day["exits"], day["decisions"]["pass"]) == (1, 0, 1)
        assert (day["decisions"]["reads"], day["decisions"]["held"]) == (2, 1)
        assert len(day["columns"]) == 24
        month = self.get(api, "summary", month=day["start_date"][:7])
        assert month["entries"] == 1
        assert api.get("/api/v1/vehicle/summary", {"month": "2026-13"}).status_code == 400

    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("summary", {"month": "0000-01"}),
            ("summary", {"month": "9999-12"}),
            ("summary", {"month": "\uff12\uff10\uff12\uff16-11"}),
            ("summary", {"date": "0001-01-01"}),
            ("summary", {"date": "9999-12-31"}),
            ("visits", {"start_date": "0001-01-01", "end_date": "0001-01-02"}),
            ("visits", {"start_date": "9999-12-30", "end_date": "9999-12-31"}),
        ],
    )
    def test_no_such_time(self, api: APIClient, path: str, query: dict[str, str]) -> None:
        assert api.get(f"/api/v1/vehicle/{path}", query).status_code == 400

    def test_left(self, api: APIClient, site: Site, entry: Camera) -> None:
        see(site, camera=entry, ago=60)
        assert api.post("/api/v1/vehicle/left", {"plate": PLATE}).status_code == 200
        assert api.post("/api/v1/vehicle/left", {"plate": PLATE}).status_code == 404

    def test_votes_of_a_camera(self, api: APIClient, site: Site, entry: Camera) -> None:
        made = api.post("/api/v1/plate-cameras", {"camera": entry.pk, "votes_needed": 3})
        assert (made.status_code, made.json()["site"]) == (201, site.pk)
        path = f"/api/v1/plate-cameras/{made.json()['id']}"
        assert api.patch(path, {"votes_needed": 1}).json()["votes_needed"] == 1
        foreign = make_camera(make_site())
        refused = api.post("/api/v1/plate-cameras", {"camera": foreign.pk, "votes_needed": 3})
        assert refused.status_code == 404


class TestPages:
    @pytest.fixture
    def browser(self, site: Site) -> Client:
        guard = make_user((site, "security"))
        guard.is_staff = True
        guard.save()
        client = Client()
        client.force_login(guard, backend="factory.sites.backends.SiteRoleBackend")
        return client

    def test_inside_and_left(self, browser: Client, site: Site, entry: Camera) -> None:
        assert (
            "No vehicle is inside"
            in browser.get("/admin/vehicles/gateevent/inside/").content.decode()
        )
        see(site, camera=entry, ago=3700)
        page = browser.get("/admin/vehicles/gateevent/inside/").content.decode()
        assert PLATE in page
        assert "1 h 01" in page
        done = browser.post(
            "/admin/vehicles/gateevent/inside/", {"plate": PLATE, "why": "seen"}, follow=True
        )
        assert f"{PLATE} has left." in done.content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            *("", "?date=2026-11-01", "?month=2026-11", "?date=nonsense"),
            *("?date=9999-12-31", "?date=0001-01-01", "?month=9999-12", "?month=0001-01"),
        ],
    )
    def test_traffic(self, browser: Client, site: Site, entry: Camera, query: str) -> None:
        see(site, camera=entry)
        page = browser.get(f"/admin/vehicles/gateevent/summary/{query}")
        assert page.status_code == 200
        assert "entries" in page.content.decode()

    def test_why_a_read_was_held(self, browser: Client, site: Site, entry: Camera) -> None:
        read = see(site, "KAO1AB1234", camera=entry, character_confidences=[0.99] * 9 + [0.4])
        page = browser.get(f"/admin/vehicles/plateread/{read.pk}/change/").content.decode()
        assert "0.4 is not above 0.85" in page
        assert "legal only if mended, to KA01AB1234" in page
        event = event_of(see(site, OTHER, camera=entry))
        page = browser.get(f"/admin/vehicles/gateevent/{event.pk}/change/").content.decode()
        assert "all layers passed, on no list" in page

    def test_strangers_see_nothing(self, site: Site) -> None:
        clerk = make_user((site, "hr"))
        clerk.is_staff = True
        clerk.save()
        client = Client()
        client.force_login(clerk, backend="factory.sites.backends.SiteRoleBackend")
        assert client.get("/admin/vehicles/gateevent/inside/").status_code == 403
