"""Settings of a site through the admin: only declared ones, and only values that are good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factory.sites.models import Site, SiteSetting
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return default_site()


def office(site: Site) -> Client:
    client = Client()
    client.force_login(make_user((site, "manager")), "factory.sites.backends.SiteRoleBackend")
    return client


def submit(site: Site, name: str, value: Any, day: str = "2026-11-24") -> Any:
    body = {"site": site.pk, "name": name, "value": json.dumps(value)}
    body |= {"since_0": day, "since_1": "08:00:00"}
    return office(site).post(reverse("admin:sites_sitesetting_add"), body)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vehicles.ocr_threshold", 0.9),
        ("vehicles.cooldown_seconds", 30),
        ("vehicles.plate_rules", "strict"),
        ("vehicles.plate_rules", "[A-Z]{1,3}[0-9]{1,4}"),
    ],
)
def test_a_good_value_is_kept(site: Site, name: str, value: Any) -> None:
    assert submit(site, name, value).status_code == 302
    assert SiteSetting.objects.get(name=name).value == value


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("vehicles.ocr_threshold", 2, "from 0 to 1"),
        ("vehicles.ocr_threshold", "high", "expected float"),
        ("vehicles.plate_rules", "(a+)+", "ways to match"),
        ("vehicles.no_such_thing", 1, "not one of the available choices"),
    ],
)
def test_a_bad_one_is_refused(site: Site, name: str, value: Any, said: str) -> None:
    response = submit(site, name, value)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not SiteSetting.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2201-01-01", "9999-12-31"])
def test_a_beginning_at_an_end_of_the_calendar_is_refused(day: str) -> None:
    site = default_site(time_zone="America/New_York")
    response = submit(site, "vehicles.cooldown_seconds", 30, day)
    assert response.status_code == 200
    assert "from 1970-01-01 to 2200-12-31" in response.content.decode()
    assert not SiteSetting.objects.exists()


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("0001-01-01T00:00:00+14:00", 400),
        ("0001-01-01T00:30:00Z", 400),
        ("1969-12-31T23:59:59Z", 400),
        ("1970-01-01T00:00:00Z", 201),
        ("2200-12-31T23:59:59Z", 201),
        ("2201-01-01T00:00:00Z", 400),
        ("9999-12-31T23:30:00Z", 400),
        ("9999-12-31T23:59:59-12:00", 400),
    ],
)
def test_the_api_refuses_it_too_and_the_page_still_opens(since: str, status: int) -> None:
    site = default_site(time_zone="America/New_York")
    client = client_of(make_user((site, "manager")))
    body = {"site": site.pk, "name": "vehicles.cooldown_seconds", "value": 30, "since": since}
    assert client.post("/api/v1/site-settings", body, format="json").status_code == status
    assert office(site).get(reverse("admin:sites_sitesetting_changelist")).status_code == 200


def test_the_value_is_asked_for_in_an_empty_line_that_says_how_to_write_it(site: Site) -> None:
    page = office(site).get(reverse("admin:sites_sitesetting_add")).content.decode()
    assert '<input type="text" name="value" required' in page
    assert "a word in quotes" in page
    assert ">null<" not in page
    assert 'value="null"' not in page
