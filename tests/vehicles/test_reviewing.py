"""A held read is settled by a person: seen, or its plate is another; the read stays as it was."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factory.alerts.models import Alert
from factory.audit.models import Entry
from factory.core.errors import Conflict, Invalid
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import client_of
from tests.vehicles.builders import PLATE, block, make_camera, make_gate, make_guard, see
from vehicles import selectors, services
from vehicles.models import PlateRead, ReadReview

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def camera(site: Site) -> Camera:
    camera = make_camera(site)
    make_gate(site, camera)
    return camera


@pytest.fixture
def held(site: Site, camera: Camera) -> PlateRead:
    return see(site, "KAO1AB1234", camera=camera)


def test_it_waits_no_more_and_stays_as_it_was(site: Site, held: PlateRead) -> None:
    guard = make_guard(site)
    before = PlateRead.objects.filter(pk=held.pk).values().get()
    assert list(PlateRead.objects.waiting()) == [held]
    services.review_read(read=held, why="a bicycle", who=guard)
    assert not PlateRead.objects.waiting().exists()
    assert PlateRead.objects.filter(pk=held.pk).values().get() == before
    assert Entry.objects.get(act="vehicles.review_read").who == guard


def test_its_plate_is_written_beside_it(site: Site, held: PlateRead) -> None:
    review = services.review_read(
        read=held, why="clear", plate="ka 1 ab 1234", who=make_guard(site)
    )
    assert (review.plate, review.key) == ("KA1AB1234", PLATE)
    assert not Alert.objects.exists()


def test_one_that_is_blocked_alerts(site: Site, held: PlateRead) -> None:
    block(site, "MH12DE5678")
    services.review_read(read=held, why="clear", plate="MH12DE5678", who=make_guard(site))
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity) == ("blocked-vehicle", "critical")
    assert "MH12DE5678" in alert.text


def test_let_in_afterwards_it_is_inside_by_its_plate(site: Site, held: PlateRead) -> None:
    guard = make_guard(site)
    services.review_read(read=held, why="clear", plate=PLATE, who=guard)
    services.admit_read(read=held, why="known driver", who=guard)
    assert [visit.plate for visit in selectors.vehicles_inside(site)] == [PLATE]


@pytest.mark.parametrize(("why", "plate"), [(" ", ""), ("x", "---"), ("x", "A" * 21)])
def test_what_is_refused(site: Site, held: PlateRead, why: str, plate: str) -> None:
    with pytest.raises(Invalid):
        services.review_read(read=held, why=why, plate=plate, who=make_guard(site))
    assert not ReadReview.objects.exists()


def test_a_read_that_waits_for_nobody(site: Site) -> None:
    with pytest.raises(Conflict):
        services.review_read(read=see(site), why="x", who=make_guard(site))


def test_over_the_api(site: Site, held: PlateRead) -> None:
    api, path = client_of(make_guard(site)), f"/api/v1/plate-reads/{held.pk}/review"
    assert api.post(path, {}).json()["errors"][0]["pointer"] == "/why"
    done = api.post(path, {"why": "clear", "plate": PLATE})
    assert (done.status_code, done.json()["plate"], done.json()["read"]) == (200, PLATE, held.pk)
    reads = {
        waits: api.get("/api/v1/plate-reads", {"review": waits}).json()["results"]
        for waits in ("true", "false")
    }
    assert ([], [held.pk]) == (reads["true"], [one["id"] for one in reads["false"]])


def test_in_the_admin(site: Site, camera: Camera, held: PlateRead) -> None:
    other = see(site, "MHO2AB1234", camera=camera)
    client = Client()
    client.force_login(make_guard(site), backend="factory.sites.backends.SiteRoleBackend")
    address = reverse("admin:vehicles_plateread_changelist")
    for action, said, read in (("seen", "a bicycle", held), ("is_plate", "MH02AB1234", other)):
        client.post(address, {"action": action, "reason": said, "_selected_action": [read.pk]})
    assert list(ReadReview.objects.values_list("plate", "why")) == [
        ("", "a bicycle"),
        ("MH02AB1234", "its plate as a person sees it"),
    ]
    page = client.get(reverse("admin:vehicles_plateread_change", args=[other.pk])).content.decode()
    assert "its plate as a person sees it" in page
