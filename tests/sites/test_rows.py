"""Sites, settings, devices, roles, jobs and runs over the API: whose rows, and what may be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from factory.core.models import Job, PeriodRun
from factory.sites.models import Device, Site, SiteSetting
from factory.sites.site_settings import declared
from tests.builders import client_of, default_site, make_device, make_site, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def listed(client: APIClient, path: str) -> list[Any]:
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.content
    rows: list[Any] = answer.json()["results"]
    return rows


def test_a_caller_sees_own_sites_only() -> None:
    here, there = default_site(), make_site()
    client = client_of(make_user((here, "manager")))
    assert [row["id"] for row in listed(client, "sites")] == [here.pk]
    assert client.get(f"{API}/sites/{there.pk}").status_code == 404
    assert client.patch(f"{API}/sites/{there.pk}", {"name": "Mine"}).status_code == 404


SETTING = next(iter(declared().values()))
WRITTEN: dict[str, dict[str, Any]] = {
    "devices": {"name": "Gate 1", "kind": "edge"},
    "site-settings": {"name": SETTING.name, "value": SETTING.default},
}


@pytest.mark.parametrize("path", WRITTEN)
def test_where_no_site_is_named_it_is_the_callers_only_one(path: str) -> None:
    default, other, third = default_site(), make_site(), make_site()
    both = client_of(make_user((default, "viewer"), (third, "manager")))
    at_neither = client_of(make_user((make_site(), "manager"), (make_site(), "manager")))
    only = client_of(make_user((other, "manager"))).post(f"{API}/{path}", WRITTEN[path])
    assert (only.status_code, only.json()["site"]) == (201, other.pk), only.content
    # A viewer at the default site: it is meant, and its role refuses; named, the other one takes it.
    assert both.post(f"{API}/{path}", WRITTEN[path]).status_code == 403
    named = both.post(f"{API}/{path}?site={third.pk}", WRITTEN[path])
    assert (named.status_code, named.json()["site"]) == (201, third.pk), named.content
    assert at_neither.post(f"{API}/{path}", WRITTEN[path]).status_code == 400


@pytest.mark.parametrize(
    ("role", "body", "status"),
    [
        ("manager", {"time_zone": "Asia/Kolkata"}, 200),
        ("manager", {"time_zone": "Mars/Olympus"}, 400),
        ("viewer", {"time_zone": "Asia/Kolkata"}, 403),
    ],
)
def test_a_zone_is_mended_by_a_manager(role: str, body: dict[str, str], status: int) -> None:
    site = default_site()
    client = client_of(make_user((site, role)))
    assert client.patch(f"{API}/sites/{site.pk}", body).status_code == status


def test_sites_are_not_made_over_the_api() -> None:
    client = client_of(make_user(superuser=True))
    assert client.post(f"{API}/sites", {"name": "New"}).status_code == 405


def test_a_setting_counts_from_its_moment_on() -> None:
    site = default_site()
    client = client_of(make_user((site, "manager")))
    setting = next(iter(declared().values()))
    wanted = setting.most if setting.most is not None else setting.default
    body = {"site": site.pk, "name": setting.name, "value": type(setting.default)(wanted)}
    later = body | {"value": setting.default, "since": "2100-01-01T00:00:00Z"}
    assert client.post(f"{API}/site-settings", body).status_code == 201
    assert client.post(f"{API}/site-settings", later).status_code == 201
    told = client.get(f"{API}/sites/{site.pk}/settings").json()
    assert {row["name"]: row["value"] for row in told}[setting.name] == wanted
    assert SiteSetting.objects.filter(site=site, name=setting.name).count() == 2


@pytest.mark.parametrize(
    "change",
    [{"name": "no.such"}, {"value": "a word"}, {"value": None}],
    ids=["unknown", "of another type", "nothing"],
)
def test_a_setting_that_is_none_is_refused(change: dict[str, Any]) -> None:
    site = default_site()
    setting = next(iter(declared().values()))
    body = {"site": site.pk, "name": setting.name, "value": setting.default} | change
    client = client_of(make_user((site, "manager")))
    assert client.post(f"{API}/site-settings", body).status_code == 400
    assert not SiteSetting.objects.exists()


def test_a_setting_of_another_site_cannot_be_written() -> None:
    here, there = default_site(), make_site()
    client = client_of(make_user((here, "manager"), (there, "viewer")))
    name = next(iter(declared()))
    body = {"site": there.pk, "name": name, "value": declared()[name].default}
    assert client.post(f"{API}/site-settings", body).status_code == 404


def test_a_device_is_made_and_given_a_key_that_works() -> None:
    site = default_site()
    client = client_of(make_user((site, "manager")))
    body = {"site": site.pk, "name": "North gate", "kind": "anpr"}
    made = client.post(f"{API}/devices", body)
    assert made.status_code == 201, made.content
    key = client.post(f"{API}/devices/{made.json()['id']}/key")
    assert key.status_code == 201
    device = APIClient()
    device.credentials(HTTP_AUTHORIZATION=f"Device {key.json()['key']}")
    assert device.get(f"{API}/auth/me").json()["name"] == "North gate"
    assert "key" not in client.get(f"{API}/devices/{made.json()['id']}").json()


def test_a_device_that_is_switched_off_is_out_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    site = default_site()
    row, key = make_device(site)
    device = APIClient()
    device.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    assert device.get(f"{API}/auth/me").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client_of(make_user((site, "manager"))).patch(f"{API}/devices/{row.pk}", {"enabled": False})
    assert device.get(f"{API}/auth/me").status_code == 401


@pytest.mark.parametrize(("role", "status"), [("security", 403), ("viewer", 403), ("manager", 201)])
def test_keys_are_made_by_those_who_may_change_devices(role: str, status: int) -> None:
    site = default_site()
    row, _ = make_device(site)
    client = client_of(make_user((site, role)))
    assert client.post(f"{API}/devices/{row.pk}/key").status_code == status


def test_another_sites_device_is_not_found() -> None:
    here, there = default_site(), make_site()
    row, _ = make_device(there)
    client = client_of(make_user((here, "manager"), (there, "viewer")))
    assert client.get(f"{API}/devices/{row.pk}").status_code == 404
    assert client.post(f"{API}/devices/{row.pk}/key").status_code == 404
    assert client.patch(f"{API}/devices/{row.pk}", {"enabled": False}).status_code == 404
    body = {"site": there.pk, "name": "Mine"}
    assert client.post(f"{API}/devices", body).status_code == 404


def test_a_device_stays_at_its_site() -> None:
    here, there = default_site(), make_site()
    row, _ = make_device(here)
    client = client_of(make_user((here, "manager"), (there, "manager")))
    assert client.patch(f"{API}/devices/{row.pk}", {"site": there.pk}).status_code == 400
    assert Device.objects.get(pk=row.pk).site_id == here.pk


def test_memberships_are_read_by_managers_and_written_by_nobody_here() -> None:
    site = default_site()
    manager = client_of(make_user((site, "manager"), username="boss"))
    assert [row["username"] for row in listed(manager, "memberships")] == ["boss"]
    assert manager.post(f"{API}/memberships", {}).status_code == 405
    assert client_of(make_user((site, "viewer"))).get(f"{API}/memberships").status_code == 403


def job(site: Site | None, **fields: Any) -> Job:
    row: Job = Job.objects.create(kind="test", site_id=site.pk if site else None, **fields)
    return row


def test_jobs_are_watched_by_those_of_the_site_and_by_who_started_them() -> None:
    here, there = default_site(), make_site()
    starter = make_user((here, "employee"))
    of_here, of_there, own = job(here), job(there), job(None, who=starter)
    guard, mine = client_of(make_user((here, "security"))), client_of(starter)
    assert [row["uuid"] for row in listed(guard, "jobs")] == [str(of_here.uuid)]
    assert [row["uuid"] for row in listed(mine, "jobs")] == [str(own.uuid)]
    assert guard.get(f"{API}/jobs/{of_there.uuid}").status_code == 404
    assert mine.get(f"{API}/jobs/{own.uuid}").json()["state"] == "pending"
    assert mine.get(f"{API}/jobs/17").status_code == 404


def test_runs_of_schedules_are_seen_by_site_and_narrowed() -> None:
    here, there = default_site(), make_site()
    for site, state in ((here, "done"), (here, "failed"), (there, "failed")):
        PeriodRun.objects.create(
            kind="test",
            scope=f"site:{site.pk}",
            site_id=site.pk,
            period_start=NOON if state == "done" else NOON + timedelta(hours=1),
            period_end=NOON + timedelta(hours=2),
            state=state,
        )
    client = client_of(make_user((here, "viewer")))
    assert len(listed(client, "period-runs")) == 2
    assert [row["site"] for row in listed(client, "period-runs?state=failed")] == [here.pk]
    assert len(listed(client, f"period-runs?site={here.pk}")) == 2
    assert listed(client, f"period-runs?site={there.pk}") == []
    everywhere = client_of(make_user((here, "viewer"), (there, "viewer")))
    found = listed(everywhere, f"period-runs?site={there.pk}")
    assert [row["site"] for row in found] == [there.pk]
