"""Who asks on a live path, and what the one query says of them later."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from knox.models import AuthToken
from pytest_django import DjangoAssertNumQueries

from factory.core import clock
from factory.core.models import User
from factory.sites.models import Device, Membership
from factory.sites.services import make_device_key
from factory.sites.tokens import end_token, make_token
from factory.web.identity import Caller, NotSignedIn, SessionStore, TooManyAttempts, identify
from factory.web.plain import send_error
from factory.web.proof import By
from factory.web.protocol import Message, Scope
from factory.web.rights_query import accesses
from tests.builders import default_site, make_device, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BACKEND = "factory.sites.backends.SiteRoleBackend"


def scope_of(**headers: str) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": "/api/v1/events",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


def by_session(user: User, **headers: str) -> Caller:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return identify(scope_of(cookie=f"other=1; sessionid={store.session_key}", **headers))


def by_token(user: User) -> Caller:
    return identify(scope_of(authorization=f"Bearer {make_token(user)[0]}"))


def test_each_way_of_signing_in_names_the_caller() -> None:
    site = default_site()
    user = make_user((site, "viewer"))
    device, key = make_device(site)
    found = [by_session(user), by_token(user), identify(scope_of(authorization=f"Device {key}"))]
    assert [caller.who for caller in found] == [user, user, device]
    assert [caller.proof.by for caller in found] == [By.SESSION, By.TOKEN, By.DEVICE]
    assert found[0].access.allows("alerts.view_alert", site.pk)


def test_a_header_that_is_none_of_ours_leaves_the_session_its_say() -> None:
    assert by_session(make_user(), authorization="Basic dXNlcjpwYXNz").proof.by == By.SESSION


def test_a_remembered_token_names_the_same_proof() -> None:
    token, _ = make_token(make_user())
    scope = scope_of(authorization=f"Bearer {token}")
    assert identify(scope).proof == identify(scope).proof


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": "sessionid=unknown"},
        {"authorization": "Bearer"},
        {"authorization": "Bearer a b"},
        {"authorization": "Bearer unknown"},
        {"authorization": "Device unknown"},
        {"authorization": "Basic dXNlcjpwYXNz"},
    ],
)
def test_a_stranger_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(NotSignedIn):
        identify(scope_of(**headers))


@pytest.mark.parametrize("kind", ["Device", "Bearer"])
def test_guessing_keys_and_tokens_is_slowed_down(kind: str) -> None:
    with pytest.raises(TooManyAttempts) as slowed:  # noqa: PT012 - which of the many is not the point
        for number in range(40):
            with pytest.raises(NotSignedIn):
                identify(scope_of(authorization=f"{kind} guess{number}"))
    assert slowed.value.wait
    head: list[Message] = []

    async def send(message: Message) -> None:
        head.append(message)

    asyncio.run(send_error(send, slowed.value))
    told = dict(head[0]["headers"])
    assert 1 <= int(told[b"retry-after"]) <= 60


def test_a_password_that_changed_ends_a_session() -> None:
    user = make_user()
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = "of another password"
    store.save()
    with pytest.raises(NotSignedIn):
        identify(scope_of(cookie=f"sessionid={store.session_key}"))


def test_one_query_asks_for_all(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here, there = default_site(), make_site()
    people = [make_user((here, "viewer"), (there, "hr")) for _ in range(3)]
    callers = [by_session(user) for user in people] + [by_token(user) for user in people]
    _, key = make_device(there)
    callers.append(identify(scope_of(authorization=f"Device {key}")))
    callers.append(by_token(make_user(superuser=True)))
    with django_assert_num_queries(1):
        found = accesses([caller.proof for caller in callers])
    assert found == {caller.proof: caller.access for caller in callers}


def test_what_ended_is_left_out() -> None:
    site = default_site()
    callers = {name: by_session(make_user((site, "viewer"))) for name in ("off", "out", "new")}
    token, _ = make_token(make_user())
    callers["token"] = identify(scope_of(authorization=f"Bearer {token}"))
    callers["expired"] = by_token(make_user())
    device, key = make_device(site)
    callers["key"] = identify(scope_of(authorization=f"Device {key}"))
    callers["kept"] = by_token(make_user((site, "viewer")))
    assert len(accesses([caller.proof for caller in callers.values()])) == 7
    User.objects.filter(pk=callers["off"].who.pk).update(is_active=False)
    User.objects.filter(pk=callers["new"].who.pk).update(password="another")
    Session.objects.filter(session_key=callers["out"].proof.key).delete()
    end_token(token)
    AuthToken.objects.filter(user=callers["expired"].who).update(
        expiry=clock.now() - timedelta(seconds=1)
    )
    make_device_key(device=Device.objects.get(pk=device.pk))
    left = accesses([caller.proof for caller in callers.values()])
    assert list(left) == [callers["kept"].proof]


def test_a_role_that_was_taken_away_is_gone_although_it_is_remembered_elsewhere() -> None:
    site = default_site()
    caller = by_token(make_user((site, "viewer")))
    Membership.objects.all().delete()
    (access,) = accesses([caller.proof]).values()
    assert not access.allows("alerts.view_alert", site.pk)
