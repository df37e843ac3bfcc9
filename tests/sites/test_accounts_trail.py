"""What the operator does to accounts and schedules is in the trail, and who ever acted stays in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from factory.audit.models import Entry
from factory.audit.services import record
from factory.core.models import Job, User
from factory.sites import services
from factory.sites.models import Device, Membership
from tests.builders import default_site, make_device, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return make_user(superuser=True)


@pytest.fixture
def office(operator: User) -> Client:
    return signed_in(operator)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def acts(who: User) -> list[tuple[str, dict[str, Any]]]:
    return list(Entry.objects.filter(who=who).order_by("pk").values_list("act", "detail"))


def user_page(name: str, *args: Any) -> str:
    return reverse(f"admin:core_user_{name}", args=args)


def test_an_account_changed_by_its_form_says_which_flags(office: Client, operator: User) -> None:
    user = make_user()
    form = {"username": user.username, "is_active": "on", "is_superuser": "on"}
    assert office.post(user_page("change", user.pk), form).status_code == 302
    flags = {"is_active": True, "is_staff": False, "is_superuser": True}
    told = {"name": user.username, "changed": ["is_superuser"], **flags}
    assert acts(operator) == [("change-user", told)]
    assert office.post(user_page("change", user.pk), form).status_code == 302
    assert len(acts(operator)) == 1


def test_a_password_set_for_somebody_is_noted_and_not_kept(office: Client, operator: User) -> None:
    user, secret = make_user(), "a wholly new password"
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    form = {"usable_password": "true", "password1": secret, "password2": secret}
    assert office.post(page, form).status_code == 302
    assert acts(operator) == [("set-password", {"name": user.username, "usable": True})]


def test_an_account_removed_takes_its_roles_in_sight(office: Client, operator: User) -> None:
    user = make_user((default_site(), "hr"))
    assert office.post(user_page("delete", user.pk), {"post": "yes"}).status_code == 302
    assert [act for act, _ in acts(operator)] == ["revoke-role", "remove-user"]


@pytest.mark.parametrize("page", ["delete", "list"])
def test_nobody_deletes_the_account_that_they_are_signed_in_with(
    page: str, office: Client, operator: User
) -> None:
    answer: Any = removed(office, operator, page)
    assert User.objects.filter(pk=operator.pk).exists()
    assert "Somebody else deletes your account" in answer.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("page", ["delete", "list"])
def test_they_are_told_before_they_are_asked(page: str, office: Client, operator: User) -> None:
    if page == "delete":
        answer: Any = office.get(user_page("delete", operator.pk), follow=True)
        assert answer.redirect_chain == [(user_page("change", operator.pk), 302)]
    else:
        chosen = {"action": "delete_selected", "_selected_action": [operator.pk, make_user().pk]}
        answer = office.post(user_page("changelist"), chosen, follow=True)
    text = answer.content.decode()
    assert "Somebody else deletes your account" in text
    assert "Are you sure" not in text


def removed(office: Client, user: User, page: str) -> Any:
    """Return what the office is told that deletes an account by one of two pages."""
    if page == "delete":
        return office.post(user_page("delete", user.pk), {"post": "yes"}, follow=True)
    chosen = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    return office.post(user_page("changelist"), chosen, follow=True)


def _by_entry(user: User) -> None:
    record(site_id=default_site().pk, caller=user, act="looked", subject=user)


def _by_job(user: User) -> None:
    Job.objects.create(kind="tests", who=user)


@pytest.mark.parametrize("acted", [_by_entry, _by_job])
@pytest.mark.parametrize("page", ["delete", "list"])
def test_who_ever_acted_is_not_deleted(acted: Any, page: str, office: Client) -> None:
    user = make_user()
    acted(user)
    answer = removed(office, user, page)
    assert User.objects.filter(pk=user.pk).exists()
    assert "switch the account off" in answer.content.decode()
    assert not Entry.objects.filter(act="remove-user").exists()


@pytest.mark.parametrize("page", ["delete", "list"])
def test_a_manager_does_not_delete_a_device_that_acted(page: str) -> None:
    manager, (device, _) = make_user((default_site(), "manager")), make_device(default_site())
    record(site_id=device.site_id, caller=device, act="reported", subject=device)
    client = signed_in(manager)
    if page == "delete":
        address = reverse("admin:sites_device_delete", args=[device.pk])
        answer: Any = client.post(address, {"post": "yes"}, follow=True)
    else:
        chosen = {"action": "delete_selected", "_selected_action": [device.pk], "post": "yes"}
        answer = client.post(reverse("admin:sites_device_changelist"), chosen, follow=True)
    assert "switch the device off" in answer.content.decode()
    assert Entry.objects.get(act="reported").device == device
    services.save_device(device=device, caller=manager)
    assert Device.objects.filter(pk=device.pk).exists()


def test_no_shell_deletes_who_acted_either(operator: User) -> None:
    user = make_user((default_site(), "hr"))
    _by_entry(user)
    with pytest.raises(ProtectedError):
        user.delete()
    assert Membership.objects.filter(user=user).exists()


ACTIONS = [
    ("disable_tasks", True, ["disable-schedule"]),
    ("disable_tasks", False, []),
    ("enable_tasks", False, ["enable-schedule"]),
    ("toggle_tasks", True, ["disable-schedule"]),
    ("toggle_tasks", False, ["enable-schedule"]),
]


@pytest.mark.parametrize(("action", "enabled", "told"), ACTIONS)
def test_a_schedule_switched_from_the_list(
    action: str, enabled: bool, told: list[str], office: Client, operator: User
) -> None:
    every = IntervalSchedule.objects.create(every=7, period="minutes")
    bell = PeriodicTask.objects.create(
        name="a bell", task="core.sweep", interval=every, enabled=enabled
    )
    chosen = {"action": action, "_selected_action": [bell.pk]}
    page = reverse("admin:django_celery_beat_periodictask_changelist")
    assert office.post(page, chosen).status_code == 302
    assert [act for act, _ in acts(operator)] == told
