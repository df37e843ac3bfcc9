"""Settings that were stored before their bounds: shown with what is wrong, mended or removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from factory.core.models import User
from factory.sites.models import Site, SiteSetting
from tests.builders import client_of, default_site, make_user

pytestmark = pytest.mark.django_db
BOUNDS = "Expected a moment from 1970-01-01 to 2200-12-31."
ENDS = ["0001-01-01 00:30+00:00", "1969-12-31 12:00+00:00", "9999-12-31 23:30+00:00"]
ZONES = ["America/New_York", "Pacific/Auckland"]


@pytest.fixture(params=ZONES)
def site(request: pytest.FixtureRequest, settings: Settings) -> Site:
    # The API speaks in the server's zone.
    settings.TIME_ZONE = request.param
    return default_site(time_zone=request.param)


@pytest.fixture
def manager(site: Site) -> User:
    return make_user((site, "manager"))


@pytest.fixture
def office(manager: User) -> Client:
    client = Client()
    client.force_login(manager, "factory.sites.backends.SiteRoleBackend")
    return client


def stored(
    site: Site, since: str, name: str = "attendance.debounce_minutes", value: Any = 3
) -> Any:
    return SiteSetting.objects.create(
        site=site, name=name, value=value, since=datetime.fromisoformat(since)
    )


def page(name: str, *args: int) -> str:
    return reverse(f"admin:sites_sitesetting_{name}", args=args)


def test_the_list_shows_each_as_it_is_stored_and_names_the_fault(
    site: Site, office: Client
) -> None:
    for since in ENDS:
        stored(site, since)
    shown = office.get(page("changelist"))
    assert shown.status_code == 200
    told = shown.content.decode()
    assert told.count(BOUNDS) == len(ENDS)
    assert all(since in told for since in ENDS)


@pytest.mark.parametrize("since", ENDS)
def test_the_api_does_too(site: Site, manager: User, since: str) -> None:
    row = stored(site, since)
    client = client_of(manager)
    listed = client.get("/api/v1/site-settings")
    assert listed.status_code == 200
    (told,) = listed.json()["results"]
    assert BOUNDS in told["fault"]
    assert datetime.fromisoformat(told["since"]) == row.since
    assert client.get(f"/api/v1/site-settings/{row.pk}").json() == told


@pytest.mark.parametrize("since", ENDS)
def test_one_is_opened_and_given_a_beginning_that_is_good(
    site: Site, office: Client, since: str
) -> None:
    row = stored(site, since)
    opened = office.get(page("change", row.pk))
    assert opened.status_code == 200
    assert BOUNDS in opened.content.decode()
    assert since in opened.content.decode()
    form = {"name": row.name, "value": "3", "since_0": "2026-03-02", "since_1": "08:00"}
    assert office.post(page("change", row.pk), form).status_code == 302
    assert BOUNDS not in office.get(page("changelist")).content.decode()


@pytest.mark.parametrize("since", ENDS)
def test_one_is_removed(site: Site, office: Client, since: str) -> None:
    row = stored(site, since)
    assert office.get(page("delete", row.pk)).status_code == 200
    assert office.post(page("delete", row.pk), {"post": "yes"}).status_code == 302
    assert not SiteSetting.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("attendance.debounce_minutes", "three", "expected int"),
        ("attendance.no_such_rule", 3, "There is no setting"),
        ("attendance.debounce_minutes", 3, ""),
    ],
)
def test_other_faults_are_named_as_well(
    site: Site, manager: User, name: str, value: Any, said: str
) -> None:
    stored(site, "2026-03-02 08:00+00:00", name, value)
    (told,) = client_of(manager).get("/api/v1/site-settings").json()["results"]
    assert said in told["fault"]
    assert bool(told["fault"]) is bool(said)
