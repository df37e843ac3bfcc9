"""Naive times in requests are read on the clock of the site: an entry ends when its gate says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rest_framework.test import APIClient

from factory.sites.models import Site, SiteSetting
from factory.sites.site_settings import declared
from identity.models import ConsentRecord
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import make_employee
from tests.vehicles.builders import PLATE, make_camera, make_gate, see
from vehicles.models import Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
V1 = "/api/v1/"


@pytest.fixture
def site() -> Site:
    return default_site(time_zone="Asia/Kolkata")


def test_of_an_entry(api: APIClient) -> None:
    body = {"plate": PLATE, "status": "AUTHORIZED", "valid_until": "2026-12-31T18:00:00"}
    address = f"{V1}vehicles/{api.post(f'{V1}vehicles', body).json()['id']}"
    assert Vehicle.objects.get().valid_until == datetime(2026, 12, 31, 12, 30, tzinfo=UTC)
    assert api.get(address).json()["valid_until"] == "2026-12-31T18:00:00+05:30"
    api.patch(address, {"valid_until": "2026-12-30T18:00:00"})
    assert Vehicle.objects.get().valid_until == datetime(2026, 12, 30, 12, 30, tzinfo=UTC)
    api.patch(address, {"valid_until": "2026-12-30T18:00:00Z"})
    assert Vehicle.objects.get().valid_until == datetime(2026, 12, 30, 18, 0, tzinfo=UTC)


def test_of_the_site_that_is_named(site: Site) -> None:
    other = make_site()
    api = client_of(make_user((site, "security"), (other, "security")))
    body = {"plate": PLATE, "valid_from": "2026-12-31T18:00:00", "site": other.pk}
    api.post(f"{V1}vehicles", body)
    assert Vehicle.objects.get().valid_from == datetime(2026, 12, 31, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("what", ["plate-reads", "gate-events"])
def test_of_a_filter(api: APIClient, site: Site, what: str) -> None:
    camera = make_camera(site)
    make_gate(site, camera)
    see(site, camera=camera, at=datetime(2026, 11, 20, 18, 0, tzinfo=UTC))

    def found(query: str) -> int:
        return len(api.get(f"{V1}{what}?{query}").json()["results"])

    assert found("after=2026-11-20T23:30:00&before=2026-11-20T23:31:00") == 1
    assert found("after=2026-11-20T18:00:00Z&before=2026-11-20T18:01:00Z") == 1
    assert found("before=2026-11-20T18:01:00") == 0
    assert api.get(f"{V1}{what}?after=soon").status_code == 400


def test_of_a_filter_over_several_sites(site: Site) -> None:
    first, second = make_site(), make_site()
    api = client_of(make_user((first, "security"), (second, "security")))
    assert api.get(f"{V1}plate-reads?after=2026-11-20T18:00:00").status_code == 400
    query = f"?site={first.pk}&after=2026-11-20T18:00:00"
    assert api.get(f"{V1}plate-reads{query}").status_code == 200
    assert api.get(f"{V1}plate-reads?after=2026-11-20T18:00:00Z").status_code == 200


def test_of_a_setting(site: Site) -> None:
    setting = next(iter(declared().values()))
    body = {"site": site.pk, "name": setting.name, "value": setting.default}
    api = client_of(make_user((site, "manager")))
    made = api.post(f"{V1}site-settings", body | {"since": "2026-12-31T18:00:00"})
    assert made.status_code == 201, made.json()
    assert made.json()["since"] == "2026-12-31T18:00:00+05:30"
    assert SiteSetting.objects.get().since == datetime(2026, 12, 31, 12, 30, tzinfo=UTC)


def test_of_a_consent(site: Site) -> None:
    body = {"employee": make_employee(site).pk, "version": "1", "evidence": "folder 3"}
    made = client_of(make_user((site, "hr"))).post(
        f"{V1}consents", body | {"given_at": "2026-03-01T18:00:00"}
    )
    assert made.status_code == 201, made.json()
    assert ConsentRecord.objects.latest("pk").given_at == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
