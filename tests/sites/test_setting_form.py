"""Settings of a site through the admin: only declared ones, and only values that are good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factory.sites.models import Site, SiteSetting
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return default_site()


def submit(site: Site, name: str, value: Any) -> Any:
    client = Client()
    client.force_login(make_user((site, "manager")), "factory.sites.backends.SiteRoleBackend")
    body = {"site": site.pk, "name": name, "value": json.dumps(value)}
    body |= {"since_0": "2026-11-24", "since_1": "08:00:00"}
    return client.post(reverse("admin:sites_sitesetting_add"), body)


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
