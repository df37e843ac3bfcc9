"""Every way to another password, and to an operator, leaves its entry; none keeps the password."""

from __future__ import annotations

import getpass
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.models import Site
from tests.builders import PASSWORD, default_site, make_user

pytestmark = pytest.mark.django_db
NEW = "a wholly new password"
OWN_PAGES = ["admin:password_change", "my-password"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def told() -> list[tuple[Any, str, dict[str, Any]]]:
    entries = Entry.objects.order_by("pk")
    assert NEW not in str(list(entries.values()))
    return [(entry.who, entry.act, entry.detail) for entry in entries]


@pytest.mark.parametrize("page", OWN_PAGES)
def test_ones_own_is_changed_by_oneself(page: str) -> None:
    user = make_user((default_site(), "hr"))
    client = signed_in(user)
    form = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse(page), form).status_code == 200
    assert told() == []
    assert client.post(reverse(page), form | {"old_password": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert told() == [(user, "change-own-password", {"name": user.username, "usable": True})]
    assert client.get(reverse("my-attendance")).status_code != 302, "this session goes on"


@pytest.mark.parametrize("page", OWN_PAGES)
def test_one_that_no_trail_could_keep_stays_as_it_was(page: str) -> None:
    user = make_user(superuser=True)
    Site.objects.all().delete()
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    answer = signed_in(user).post(reverse(page), form)
    assert "There is no site whose audit trail" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_command_says_that_the_system_set_one(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    monkeypatch.setattr(getpass, "getpass", lambda *_, **__: NEW)
    call_command("changepassword", user.username)
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert told() == [(None, "set-password", {"name": user.username, "usable": True})]


def make_operator(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", NEW)
    call_command("createsuperuser", "--noinput", "--username=first", "--email=a@example.com")
    return User.objects.get(username="first")


def test_the_command_says_that_the_system_made_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_operator(monkeypatch)
    flags = {"is_active": True, "is_staff": True, "is_superuser": True}
    assert told() == [(None, "add-user", {"name": "first", **flags})]
    assert Entry.objects.get().subject_id == str(user.pk)
    make_user()
    assert len(told()) == 1, "nobody listens once the command is done"


def test_the_first_operator_is_made_even_where_no_trail_can_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Site.objects.all().delete()
    assert make_operator(monkeypatch).is_superuser
    assert "Not in the audit trail. There is no site" in capsys.readouterr().err
