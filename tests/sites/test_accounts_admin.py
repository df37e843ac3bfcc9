"""Accounts are the operator's: a manager looks people up and gives roles, and nothing more."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factory.core.models import User
from factory.sites.models import Role
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> User:
    user = make_user((default_site(), Role.MANAGER))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return user


def test_a_manager_finds_people(client: Client, manager: User) -> None:
    page = client.get(reverse("admin:core_user_changelist"))
    assert manager.username in page.content.decode()


def test_a_manager_does_not_make_a_superuser_of_themselves(client: Client, manager: User) -> None:
    address = reverse("admin:core_user_change", args=[manager.pk])
    answer = client.post(address, {"username": manager.username, "is_superuser": "on"})
    manager.refresh_from_db()
    assert answer.status_code == 403
    assert not manager.is_superuser


def test_a_manager_sets_no_passwords(client: Client, manager: User) -> None:
    other = make_user(superuser=True)
    address = reverse("admin:auth_user_password_change", args=[other.pk])
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("page", ["add", "delete"])
def test_a_manager_adds_and_deletes_nobody(client: Client, manager: User, page: str) -> None:
    args = [make_user().pk] if page == "delete" else []
    assert client.get(reverse(f"admin:core_user_{page}", args=args)).status_code == 403


def test_an_operator_may(client: Client) -> None:
    client.force_login(make_user(superuser=True), "factory.sites.backends.SiteRoleBackend")
    address = reverse("admin:core_user_change", args=[make_user().pk])
    assert client.get(address).status_code == 200


def test_a_manager_finds_those_who_belong_nowhere_yet_and_nobody_of_another_site(
    client: Client, manager: User
) -> None:
    newcomer, stranger = make_user(), make_user((make_site(), Role.VIEWER))
    operator, both = (
        make_user(superuser=True),
        make_user((make_site(), "hr"), (default_site(), "hr")),
    )
    page = client.get(reverse("admin:core_user_changelist"))
    assert set(page.context["cl"].queryset) == {manager, newcomer, both}
    assert not {stranger, operator} & set(page.context["cl"].queryset)


def test_people_stand_beside_their_roles(client: Client, manager: User) -> None:
    apps = client.get(reverse("admin:index")).context["app_list"]
    listed = {app["app_label"]: {one["object_name"] for one in app["models"]} for app in apps}
    assert {"User", "Membership"} <= listed["sites"]
    assert "User" not in listed["core"]
