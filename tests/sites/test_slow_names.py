"""One name tried from many addresses is slowed, and its owner is not kept out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from factory.core import clock
from factory.core.models import User
from factory.sites import slow_names
from factory.sites.slow_names import wait_after
from tests.builders import PASSWORD, default_site, make_user

pytestmark = pytest.mark.django_db
TOKEN = "/api/v1/auth/token"
HOME = "203.0.113.9"
WAITS = [(0, 0), (49, 0), (50, 60), (54, 60), (55, 120), (60, 240), (65, 480), (70, 900)]


@pytest.mark.parametrize(("failures", "seconds"), [*WAITS, (10_000, 900)])
def test_a_wait_grows_and_is_bounded(failures: int, seconds: int) -> None:
    assert wait_after(failures) == seconds


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(slow_names, "FREE_FAILURES", 3)
    return 3


@pytest.fixture
def addresses() -> Iterator[str]:
    return (f"198.51.100.{number}" for number in range(1, 250))


def sign_in(user: User, address: str, password: str = PASSWORD, *, page: str = TOKEN) -> Any:
    body = {"username": user.username, "password": password}
    return Client().post(page, body, REMOTE_ADDR=address)


def attacked(user: User, addresses: Iterator[str], times: int) -> list[int]:
    return [sign_in(user, next(addresses), "wrong").status_code for _ in range(times)]


@pytest.mark.parametrize("door", ["token", "admin:login", "my-sign-in"])
def test_a_name_tried_from_many_addresses_waits(
    door: str, few: int, addresses: Iterator[str]
) -> None:
    user = make_user((default_site(), "manager"))
    assert attacked(user, addresses, few) == [401] * few
    page = TOKEN if door == "token" else reverse(door)
    slowed = sign_in(user, next(addresses), page=page)
    assert slowed.status_code == 429
    assert 0 < int(slowed["Retry-After"]) <= 60
    other = make_user((default_site(), "manager"))
    assert sign_in(other, next(addresses), page=page).status_code in {200, 302}


def test_where_the_person_signs_in_otherwise_nobody_waits(
    few: int, addresses: Iterator[str]
) -> None:
    user = make_user()
    assert sign_in(user, HOME).status_code == 200
    attacked(user, addresses, few + 2)
    assert sign_in(user, next(addresses)).status_code == 429
    assert sign_in(user, HOME).status_code == 200


def test_guesses_while_it_waits_do_not_lengthen_it(few: int, addresses: Iterator[str]) -> None:
    user = make_user()
    attacked(user, addresses, few + 20)
    until = cache.get(slow_names._key("until", user.username))
    with time_machine.travel(clock.now() + timedelta(seconds=5), tick=False):
        attacked(user, addresses, 5)
    assert cache.get(slow_names._key("until", user.username)) == until
    assert cache.get(slow_names._key("failures", user.username)) == few


def test_a_new_password_ends_the_wait(few: int, addresses: Iterator[str]) -> None:
    user, new = make_user(), "a wholly new password"
    attacked(user, addresses, few)
    user.set_password(new)
    user.save()
    assert sign_in(user, next(addresses), new).status_code == 200
