"""The operator's page of tokens: made and ended in sight, and ended at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from factory.audit.models import Entry
from factory.core.models import User
from factory.sites.tokens import make_token, token_cache_key
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db
ME = "/api/v1/auth/me"


@pytest.fixture
def operator() -> User:
    return make_user(superuser=True)


@pytest.fixture
def office(operator: User) -> Client:
    client = Client()
    client.force_login(operator, backend="factory.sites.backends.SiteRoleBackend")
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:knox_authtoken_{name}", args=args)


@pytest.mark.parametrize("way", ["page", "list"])
def test_a_token_that_is_deleted_opens_nothing_from_then_on(
    way: str,
    office: Client,
    operator: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user((default_site(), "viewer"))
    token, _ = make_token(user)
    row, bearer = AuthToken.objects.get(), APIClient()
    bearer.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert bearer.get(ME).status_code == 200
    assert cache.get(token_cache_key(token))
    chosen = {"action": "delete_selected", "_selected_action": [row.pk]}
    where = page("delete", row.pk) if way == "page" else page("changelist")
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(where, chosen | {"post": "yes"}).status_code == 302
    assert bearer.get(ME).status_code == 401
    entry = Entry.objects.get()
    assert (entry.who, entry.act, entry.subject_id) == (operator, "end-token", str(user.pk))
    assert entry.detail["made"] == row.created.isoformat()


def test_a_token_made_for_a_program_is_in_the_trail_and_shown_once(
    office: Client, operator: User
) -> None:
    user = make_user((default_site(), "viewer"))
    form = {"user": user.pk, "expiry_0": "2100-01-01", "expiry_1": "00:00"}
    shown = office.post(page("add"), form, follow=True).content.decode()
    entry = Entry.objects.get()
    assert (entry.who, entry.act, entry.subject_id) == (operator, "make-token", str(user.pk))
    assert entry.detail["expiry"] == "2100-01-01T00:00:00+00:00"
    assert "TOKEN " in shown
    token = shown.partition("TOKEN ")[2].split("<")[0].strip()
    assert token not in str(entry.detail)


def test_a_token_is_not_edited(office: Client) -> None:
    user, other = make_user(), make_user()
    make_token(user)
    row = AuthToken.objects.get()
    assert office.post(page("change", row.pk), {"user": other.pk}).status_code == 403
    row.refresh_from_db()
    assert row.user == user
