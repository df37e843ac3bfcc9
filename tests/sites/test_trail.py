"""Who changed roles, keys, settings and sites is written down, and a change counts at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from factory.audit.models import Entry
from factory.core.models import User
from factory.sites import services
from factory.sites.access import access_key
from factory.sites.models import Device, Membership, Site, SiteSetting
from factory.sites.site_settings import declared
from tests.builders import client_of, default_site, make_device, make_user

pytestmark = pytest.mark.django_db
API = "/api/v1"


def acts(who: User) -> list[tuple[str, dict[str, Any]]]:
    return list(Entry.objects.filter(who=who).order_by("pk").values_list("act", "detail"))


@pytest.fixture
def boss() -> User:
    return make_user((default_site(), "manager"))


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:sites_{name}", args=args)


def office(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def test_a_role_taken_in_a_shell_counts_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    site = default_site()
    user = make_user((site, "viewer"))
    for change in (
        lambda: Membership.objects.create(user=user, site=site, role="hr"),
        lambda: Membership.objects.filter(user=user).delete(),
    ):
        cache.set(access_key(user.pk), {str(site.pk): ["viewer"]}, 30)
        with django_capture_on_commit_callbacks(execute=True):
            change()
        assert cache.get(access_key(user.pk)) is None


def test_a_role_given_in_the_admin_moved_and_taken(
    boss: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    site = default_site()
    first, second = make_user((site, "viewer")), make_user((site, "viewer"))
    client = office(boss)
    form = {"user": first.pk, "role": "hr", "site": site.pk}
    assert client.post(page("membership_add"), form).status_code == 302
    given = Membership.objects.get(user=first, role="hr")
    for user in (first, second):
        cache.set(access_key(user.pk), {str(site.pk): ["hr"]}, 30)
    with django_capture_on_commit_callbacks(execute=True):
        moved = client.post(page("membership_change", given.pk), form | {"user": second.pk})
    assert moved.status_code == 302
    assert [cache.get(access_key(user.pk)) for user in (first, second)] == [None, None]
    client.post(page("membership_delete", given.pk), {"post": "yes"})
    of = [{"user": user.pk, "role": "hr"} for user in (first, first, second, second)]
    told = ["grant-role", "revoke-role", "grant-role", "revoke-role"]
    assert acts(boss) == list(zip(told, of, strict=True))


def test_a_role_saved_unchanged_is_no_act(boss: User) -> None:
    row = Membership.objects.get(user=boss)
    services.change_membership(membership=row, caller=boss)
    assert acts(boss) == []


def test_a_role_by_the_services_is_written_once(boss: User) -> None:
    user, site = make_user(), default_site()
    for _ in range(2):
        services.grant_role(user=user, site=site, role="hr", caller=boss)
    for _ in range(2):
        services.revoke_role(user=user, site=site, role="hr", caller=boss)
    assert [act for act, _ in acts(boss)] == ["grant-role", "revoke-role"]


def keys(client: Any, device: Device) -> None:
    for _ in range(2):
        assert client.post(f"{API}/devices/{device.pk}/key").status_code == 201


def off(client: Any, device: Device) -> None:
    assert client.patch(f"{API}/devices/{device.pk}", {"enabled": False}).status_code == 200


def renamed(client: Any, device: Device) -> None:
    assert client.patch(f"{API}/devices/{device.pk}", {"name": "Yard"}).status_code == 200


def another(client: Any, _: Device) -> None:
    body = {"site": default_site().pk, "name": "North", "kind": "anpr"}
    assert client.post(f"{API}/devices", body).status_code == 201


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (keys, ["make-device-key", "end-device-key", "make-device-key"]),
        (off, ["disable-device"]),
        (renamed, ["change-device"]),
        (another, ["add-device"]),
    ],
)
def test_a_devices_keys_and_switch(
    boss: User, change: Callable[[Any, Device], None], told: list[str]
) -> None:
    device = Device.objects.create(site=default_site(), name="Gate", kind="edge")
    change(client_of(boss), device)
    assert [act for act, _ in acts(boss)] == told
    assert "fdk_" not in str(acts(boss))


def test_an_old_key_is_forgotten_when_the_new_one_is_there_and_not_before(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    device, key = make_device(default_site())
    remembered = services.device_cache_key(services.key_digest(key))
    cache.set(remembered, {"id": device.pk}, 30)
    with django_capture_on_commit_callbacks() as waiting:
        services.make_device_key(device=device)
        assert cache.get(remembered) is not None
    for callback in waiting:
        callback()
    assert cache.get(remembered) is None


def test_a_removed_device_is_written_down(boss: User) -> None:
    device, _ = make_device(default_site())
    operator = make_user(superuser=True)
    office(operator).post(page("device_delete", device.pk), {"post": "yes"})
    assert [act for act, _ in acts(operator)] == ["remove-device"]


def test_settings_by_api_and_admin(boss: User) -> None:
    site, name = default_site(), "attendance.debounce_minutes"
    assert name in declared()
    body = {"site": site.pk, "name": name, "value": 3, "since": "2026-01-01T00:00:00Z"}
    assert client_of(boss).post(f"{API}/site-settings", body).status_code == 201
    row = SiteSetting.objects.get()
    form = {"name": name, "value": "4", "since_0": "2026-01-01", "since_1": "00:00:00"}
    changed = office(boss).post(page("sitesetting_change", row.pk), form)
    assert changed.status_code == 302, changed.content
    office(boss).post(page("sitesetting_delete", row.pk), {"post": "yes"})
    told = [(act, detail["name"], detail["value"]) for act, detail in acts(boss)]
    change, drop = "change-setting", "drop-setting"
    assert told == [(change, name, 3), (change, name, 4), (drop, name, 4)]


def test_a_site_says_which_of_its_fields_changed(boss: User) -> None:
    site: Site = default_site()
    client = client_of(boss)
    for _ in range(2):
        client.patch(f"{API}/sites/{site.pk}", {"time_zone": "Asia/Kolkata"})
    assert acts(boss) == [("change-site", {"fields": ["time_zone"]})]
