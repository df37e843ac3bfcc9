"""Occupancy in the admin: every page opens, an area shows its last day, others' areas are not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factory.core import clock
from factory.sites.models import Site
from occupancy import services
from occupancy.admin import facts
from occupancy.counts import Reading
from occupancy.models import Area, AreaCamera, CountReset
from tests.builders import client_of, default_site, make_site, make_user
from tests.occupancy.builders import make_area, make_camera, make_counter, make_line, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:30:00")
MODELS = sorted(
    (m for m in admin.site._registry if m._meta.app_label == "occupancy"),
    key=lambda model: model.__name__,
)


def counted(site: Site, area: Area) -> None:
    camera = make_counter(area)
    make_line(area, camera, [[0.5, 1.0], [0.5, 0.0]])
    readings = [
        Reading(camera.pk, area.pk, NOW - timedelta(hours=hours), None, 4, 1) for hours in (1, 3)
    ]
    services.record_logs(site=site, readings=readings, now=NOW)
    services.absorb_marks(site=site, until=NOW)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_opens_and_can_be_searched(model: type[Area]) -> None:
    site = default_site()
    counted(site, make_area(site))
    client = client_of(make_user((site, "manager")))
    url = reverse(f"admin:occupancy_{model._meta.model_name}_changelist")
    for query in ("", "?q=1"):
        assert client.get(url + query).status_code == 200


def test_facts_are_listed_by_the_clock_of_their_own_site() -> None:
    far = make_site(time_zone="Asia/Kolkata")
    counted(far, make_area(far))
    client = client_of(make_user((default_site(), "manager"), (far, "manager")))
    shown = client.get(reverse("admin:occupancy_occupancylog_changelist")).content.decode()
    assert "10 Jun 2026, 17:00:00" in shown
    assert "11:30" not in shown


def test_no_list_of_facts_counts_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_LISTED", 1)
    site = default_site()
    counted(site, make_area(site))
    client = client_of(make_user((site, "manager")))
    for name, listed in (("occupancylog", 1), ("livecount", 1)):
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse(f"admin:occupancy_{name}_changelist"))
        assert page.context["cl"].result_count == listed
        counts = [one["sql"] for one in found if "COUNT(" in one["sql"]]
        assert counts
        assert all("LIMIT 1" in sql for sql in counts if f"occupancy_{name}" in sql)


def test_an_area_shows_its_last_day_with_gaps() -> None:
    site = default_site()
    area = make_area(site, name="<b>Hall</b>", capacity=10)
    with time_machine.travel(NOW, tick=False):
        counted(site, area)
        client = client_of(make_user((site, "manager")))
        url = reverse("admin:occupancy_figures", args=[area.pk])
        page = client.get(url).content.decode()
        chart = page[page.index('class="chart"') :]
        assert chart[: chart.index("</svg>")].count('class="gap"') == 22
        assert "full: 10" in page
        assert "<b>Hall" not in page
        for span in ("week", "month", "year", "nonsense"):
            assert client.get(url, {"span": span}).status_code == 200


def test_the_board_shows_areas_of_ones_own_sites() -> None:
    mine, other = default_site(), make_site()
    with time_machine.travel(NOW, tick=False):
        counted(mine, make_area(mine, name="Hall", capacity=10))
        counted(other, make_area(other, name="Secret hall"))
        client = client_of(make_user((mine, "viewer")))
        url = reverse("admin:occupancy_board")
        page = client.get(url).content.decode()
        assert client.get(url, {"site": other.pk}).status_code == 404
    assert "Hall" in page
    assert "Secret hall" not in page
    assert "<strong>6</strong> of 10" in page


def test_the_board_takes_as_many_queries_for_any_number_of_areas() -> None:
    queries = []
    for areas in (2, 20):
        site = make_site()
        with time_machine.travel(NOW, tick=False):
            for _ in range(areas):
                counted(site, make_area(site, capacity=10))
            client = client_of(make_user((site, "viewer")))
            url = reverse("admin:occupancy_board")
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                page = client.get(url).content.decode()
        assert page.count('class="chart"') == areas
        queries.append(len(found))
    assert queries[0] == queries[1]


def test_an_areas_page_lists_the_cameras_that_count_for_it() -> None:
    site = default_site()
    area = make_area(site)
    camera = make_counter(area)
    client = client_of(make_user((site, "manager")))
    page = client.get(reverse("admin:occupancy_area_change", args=[area.pk])).content.decode()
    assert camera.name in page.partition('id="area_form"')[2]


def test_an_empty_board_says_what_to_do_next() -> None:
    site = default_site()
    page = client_of(make_user((site, "manager"))).get(reverse("admin:occupancy_board"))
    assert "Add the first one" in page.content.decode()


def test_a_line_drawn_makes_its_camera_count_for_the_area() -> None:
    site = default_site()
    area, camera = make_area(site), make_camera(site)
    client = client_of(make_user((site, "manager")))
    form = {
        "site": site.pk,
        "area": area.pk,
        "camera": camera.pk,
        "name": "Door",
        "kind": "line",
        "in_side": "left",
        "points": "[[0.5, 1], [0.5, 0]]",
        "enabled": "on",
    }
    add = reverse("admin:occupancy_countingline_add")
    assert client.post(add, form, format="multipart").status_code == 302
    assert AreaCamera.objects.get(area=area, camera=camera).role == "both"
    refused = client.post(add, form | {"name": "Two", "points": "[[0.5, 2]]"}, format="multipart")
    assert "each from 0 to 1" in refused.content.decode()


def test_another_sites_area_is_not_there() -> None:
    mine, other = default_site(), make_site()
    area = make_area(other, name="Secret hall")
    client = client_of(make_user((mine, "manager")))
    assert (
        "Secret hall" not in client.get(reverse("admin:occupancy_area_changelist")).content.decode()
    )
    assert (
        "Secret hall" not in client.get(reverse("admin:occupancy_areacamera_add")).content.decode()
    )
    response = client.get(reverse("admin:occupancy_area_change", args=[area.pk]))
    assert response.status_code in (302, 404)
    assert client.get(reverse("admin:occupancy_figures", args=[area.pk])).status_code == 404


def test_resetting_by_hand_keeps_who_did_it() -> None:
    site = default_site()
    area = make_area(site)
    with time_machine.travel(NOW, tick=False):
        counted(site, area)
        user = make_user((site, "manager"))
        client_of(user).post(
            reverse("admin:occupancy_area_changelist"),
            {"action": "nobody_in", "_selected_action": [area.pk]},
            format="multipart",
        )
        reset = CountReset.objects.get()
        assert (reset.before, reset.reason, reset.who, reset.at) == (6, "hand", user, clock.now())


def test_facts_cannot_be_edited() -> None:
    site = default_site()
    client = client_of(make_user((site, "manager")))
    assert client.get(reverse("admin:occupancy_occupancylog_add")).status_code == 403
