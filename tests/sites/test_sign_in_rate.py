"""Pages on which people sign in are no quicker a way to guess than the API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD, default_site, make_user

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/auth/token"
pages = pytest.mark.parametrize("page", ["admin:login", "my-sign-in"])


def guess(client: Client, address: str, names: range, seen: str = "192.0.2.7") -> list[int]:
    """Try one password on each of many names, and return the answers' codes."""
    return [
        client.post(
            address,
            {"username": f"nobody{number}", "password": "wrong"},
            REMOTE_ADDR=seen,
        ).status_code
        for number in names
    ]


@pages
def test_attempts_at_many_names_from_one_address_are_few_a_minute(page: str) -> None:
    assert guess(Client(), reverse(page), range(33)) == [200] * 30 + [429] * 3


@pages
def test_who_is_slowed_is_told_so_and_for_how_long(page: str) -> None:
    client, address = Client(), reverse(page)
    guess(client, address, range(30))
    user = make_user((default_site(), "manager"))
    body = {"username": user.username, "password": PASSWORD}
    slowed = client.post(address, body, REMOTE_ADDR="192.0.2.7")
    assert (slowed.status_code, "_auth_user_id" in client.session) == (429, False)
    assert 0 < int(slowed["Retry-After"]) <= 60
    assert "Too many sign-ins" in slowed.content.decode()
    assert client.get(address, REMOTE_ADDR="192.0.2.7").status_code == 200, "the form is shown"
    assert client.post(address, body, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_all_doors_count_together() -> None:
    client = Client()
    guess(client, reverse("admin:login"), range(10))
    guess(client, reverse("my-sign-in"), range(10, 20))
    assert set(guess(client, TOKEN, range(20, 30))) != {429}
    assert guess(client, TOKEN, range(30, 31)) == [429]
    assert guess(client, reverse("admin:login"), range(31, 32)) == [429]
