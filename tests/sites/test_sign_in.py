"""Signing in for a token, being locked out, signing out, and who one is."""

from __future__ import annotations

from typing import Any

import pytest
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from rest_framework.settings import api_settings
from rest_framework.test import APIClient

from factory.core.models import User
from factory.sites.models import Role
from factory.sites.tokens import token_cache_key
from tests.builders import PASSWORD, client_of, default_site, make_device, make_site, make_user

pytestmark = pytest.mark.django_db
ME = "/api/v1/auth/me"


def sign_in(client: APIClient, user: User, password: str = PASSWORD) -> Any:
    body = {"username": user.username, "password": password}
    return client.post("/api/v1/auth/token", body)


def bearing(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_a_token_opens_the_api_and_says_when_it_ends() -> None:
    user = make_user((default_site(), "viewer"))
    answer = sign_in(APIClient(), user)
    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "expiry"}
    assert bearing(answer.json()["token"]).get(ME).json()["name"] == user.username
    assert AuthToken.objects.get().digest not in answer.json()["token"]


def test_the_guides_unversioned_path_works_too() -> None:
    body = {"username": make_user().username, "password": PASSWORD}
    assert APIClient().post("/api/auth/token", body).status_code == 200


@pytest.mark.parametrize("password", ["wrong", "", " " + PASSWORD], ids=["wrong", "none", "blank"])
def test_a_wrong_password_is_a_problem(password: str) -> None:
    answer = sign_in(APIClient(), make_user(), password)
    assert answer.status_code == (401 if password else 400)
    assert answer["Content-Type"] == "application/problem+json"
    assert not AuthToken.objects.exists()


def test_a_person_who_was_switched_off_cannot_sign_in() -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sign_in(APIClient(), user).status_code == 401


def test_whoever_guesses_is_locked_out_with_a_time() -> None:
    user, client = make_user(), APIClient()
    answers = [
        sign_in(client, user, "wrong").status_code for _ in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert answers == [401] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    locked = sign_in(client, user)
    assert locked.status_code == 429
    assert locked.json()["type"].endswith(":locked")
    assert int(locked["Retry-After"]) > 0


def test_a_success_forgets_the_failures() -> None:
    user, client = make_user(), APIClient()
    sign_in(client, user, "wrong")
    assert sign_in(client, user).status_code == 200
    assert not AccessAttempt.objects.exists()


def test_attempts_at_many_names_are_few_a_minute() -> None:
    client = APIClient()
    body = {"username": "", "password": "wrong"}
    codes = {
        client.post("/api/v1/auth/token", body | {"username": f"nobody{number}"}).status_code
        for number in range(31)
    }
    assert codes == {401, 429}


def test_signing_out_ends_the_token_and_what_is_remembered_of_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    token = sign_in(APIClient(), make_user()).json()["token"]
    client = bearing(token)
    assert client.get(ME).status_code == 200
    assert cache.get(token_cache_key(token))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/api/v1/auth/logout").status_code == 204
    assert cache.get(token_cache_key(token)) is None
    assert client.get(ME).status_code == 401


def test_signing_out_ends_the_session() -> None:
    client = client_of(make_user())
    assert client.get(ME).status_code == 200
    assert client.post("/api/v1/auth/logout").status_code == 204
    assert client.get(ME).status_code == 401


def test_a_remembered_token_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    site = default_site()
    client = bearing(sign_in(APIClient(), make_user((site, "manager"))).json()["token"])
    client.get(ME)
    with django_assert_num_queries(1):
        assert client.get(ME).json()["sites"][0]["id"] == site.pk


def test_me_names_roles_by_site() -> None:
    here, there = default_site(), make_site()
    user = make_user((here, "hr"), (there, "viewer"), (there, "security"))
    told = client_of(user).get(ME).json()
    assert told["kind"] == "person"
    assert {site["id"]: site["roles"] for site in told["sites"]} == {
        here.pk: ["hr"],
        there.pk: ["security", "viewer"],
    }


@pytest.mark.parametrize("kind", ["Device", "Bearer"])
def test_who_guesses_keys_or_tokens_waits_and_nobody_else_does(kind: str) -> None:
    site = default_site()
    stranger = APIClient()
    answers = []
    for number in range(32):
        stranger.credentials(HTTP_AUTHORIZATION=f"{kind} {number:064x}")
        answers.append(stranger.get(ME))
    assert [answer.status_code for answer in answers] == [401] * 30 + [429] * 2
    assert int(answers[-1]["Retry-After"]) > 0
    token = sign_in(APIClient(), make_user((site, "viewer"))).json()["token"]
    _, key = make_device(site)
    for right in (f"Bearer {token}", f"Device {key}"):
        assert APIClient().get(ME, HTTP_AUTHORIZATION=right).status_code == 200


def test_a_device_is_told_its_site() -> None:
    site = make_site()
    device, key = make_device(site)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    told = client.get(ME).json()
    assert (told["kind"], told["id"]) == ("device", device.pk)
    assert [row["id"] for row in told["sites"]] == [site.pk]


def test_nobody_is_told_nothing() -> None:
    assert APIClient().get(ME).status_code == 401


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
    ],
)
def test_guesses_are_counted_against_who_is_behind_the_trusted_proxies(
    monkeypatch: pytest.MonkeyPatch, proxies: int, forwarded: str, address: str
) -> None:
    monkeypatch.setattr(api_settings, "NUM_PROXIES", proxies)
    request = RequestFactory().post("/", headers={"X-Forwarded-For": forwarded})
    assert get_client_ip_address(request) == address


def test_a_number_of_a_site_is_short_enough_to_be_one() -> None:
    site = default_site()
    caller = client_of(make_user((site, Role.MANAGER)))
    assert caller.get("/api/v1/occupancy/live", {"site": "9" * 5000}).status_code == 400


def test_a_changed_password_ends_every_token(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user((default_site(), Role.VIEWER))
    caller = bearing(sign_in(APIClient(), user).json()["token"])
    assert caller.get(ME).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        user.set_password("another long password")
        user.save()
    assert caller.get(ME).status_code == 401


def test_a_deleted_device_is_a_stranger_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    device, key = make_device(default_site())
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    assert caller.get(ME).status_code == 200
    office = Client()
    office.force_login(make_user(superuser=True), "factory.sites.backends.SiteRoleBackend")
    page = reverse("admin:sites_device_delete", args=[device.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(page, {"post": "yes"}).status_code == 302
    assert caller.get(ME).status_code == 401
