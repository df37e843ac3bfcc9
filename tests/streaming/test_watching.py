"""Tickets: which picture whose role may see, and for how long a signed address admits."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from factory.core import clock
from factory.core.errors import Invalid, NotFound
from factory.core.models import User
from factory.core.scoping import Access
from factory.sites.models import Membership
from factory.web.identity import NotSignedIn
from factory.web.proof import stamp_of
from factory.web.protocol import Scope
from factory.web.rights import Viewer
from streaming.capture.pictures import Size
from streaming.models import Camera
from streaming.stream_urls import Admission, stream_path
from streaming.watching import Wish, admit, wish_of
from tests.builders import make_site, make_user
from tests.streaming.builders import make_camera

pytestmark = pytest.mark.django_db


def scope_of(user: User | None = None, query: str = "") -> Scope:
    headers = [(b"host", b"localhost")]
    if user is not None:
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = "factory.sites.backends.SiteRoleBackend"
        store.save()
        headers.append((b"cookie", f"sessionid={store.session_key}".encode()))
    return {
        "type": "http",
        "method": "GET",
        "path": "/api/video_feed",
        "query_string": query.encode(),
        "headers": headers,
    }


def signed_query(camera: Camera, user: User) -> str:
    admission = Admission(camera.pk, user.pk, stamp_of(user.password))
    return stream_path(admission).partition("?")[2]


@pytest.mark.parametrize(
    ("role", "query", "personal"),
    [
        ("viewer", "", False),
        ("manager", "", True),
        ("security", "", True),
        ("hr", "", True),
        # Without an overlay there is nothing personal, and one picture serves all.
        ("manager", "overlay=0", False),
        ("manager", "overlay=no", False),
    ],
)
def test_names_and_plates_are_for_roles_that_may_see_them(
    role: str, query: str, personal: bool
) -> None:
    site = make_site()
    make_camera(site)
    ticket = admit(scope_of(make_user((site, role)), query))
    assert ticket.channel.picture.personal is personal


def test_the_role_at_the_cameras_own_site_counts() -> None:
    here, there = make_site(), make_site()
    camera = make_camera(here, quality=70)
    user = make_user((here, "viewer"), (there, "manager"))
    ticket = admit(scope_of(user, "size=small&fps=5"), camera.camera_id)
    picture = ticket.channel.picture
    assert (picture.size, picture.personal, picture.quality) == (Size.SMALL, False, 70)
    assert (ticket.fps, ticket.site_id) == (5, here.pk)


def test_a_ticket_ends_with_either_right_that_it_stands_on() -> None:
    site = make_site()
    make_camera(site)
    plain = admit(scope_of(make_user((site, "viewer"))))
    personal = admit(scope_of(make_user((site, "manager"))))
    viewer = Viewer(personal.caller, lambda: None)
    assert plain.good(viewer)
    assert personal.good(viewer)
    viewer.access = Access(roles={site.pk: frozenset({"viewer"})})
    assert plain.good(viewer)
    assert not personal.good(viewer)
    viewer.end()
    assert not plain.good(viewer)


@pytest.mark.parametrize(
    ("query", "wish"),
    [
        ({}, Wish(Size.FULL, True, 0.0)),
        ({"size": "medium", "fps": "12.5", "overlay": "1"}, Wish(Size.MEDIUM, True, 12.5)),
        ({"overlay": "0"}, Wish(Size.FULL, False, 0.0)),
        ({"fps": "0.1"}, Wish(Size.FULL, True, 0.1)),
        ({"overlay": "FALSE"}, Wish(Size.FULL, False, 0.0)),
    ],
)
def test_wishes(query: dict[str, str], wish: Wish) -> None:
    assert wish_of(query) == wish


@pytest.mark.parametrize(
    "query",
    [{"size": "tiny"}, *({"fps": fps} for fps in ("x", "61", "inf", "nan", "0.01", "0.099", "-1"))],
)
def test_what_nobody_can_wish(query: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        wish_of(query)


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (58, True), (62, False), (3600, False)])
def test_a_signed_address_is_good_for_a_minute(seconds: int, good: bool) -> None:
    site = make_site()
    camera, user = make_camera(site), make_user((site, "viewer"))
    query = signed_query(camera, user)
    with time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False):
        if good:
            assert admit(scope_of(query=query)).caller.who == user
            return
        with pytest.raises(NotSignedIn):
            admit(scope_of(query=query))


def test_a_signed_address_is_for_its_camera_alone() -> None:
    site = make_site()
    camera, other = make_camera(site), make_camera(site)
    query = signed_query(camera, make_user((site, "viewer")))
    assert admit(scope_of(query=query), str(camera.pk)).channel.name == camera.name
    for name in (str(other.pk), other.camera_id):
        with pytest.raises(NotSignedIn):
            admit(scope_of(query=query), name)


def test_a_signed_address_is_worth_what_its_person_now_is() -> None:
    site = make_site()
    camera, user = make_camera(site), make_user((site, "viewer"))
    query = signed_query(camera, user)
    Membership.objects.all().delete()
    with pytest.raises(NotFound):
        admit(scope_of(query=query))
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(NotSignedIn):
        admit(scope_of(query=query))


def test_a_new_password_ends_signed_addresses() -> None:
    site = make_site()
    camera, user = make_camera(site), make_user((site, "viewer"))
    query = signed_query(camera, user)
    user.set_password("another one altogether")
    user.save()
    with pytest.raises(NotSignedIn):
        admit(scope_of(query=query))


def test_nobody() -> None:
    with pytest.raises(NotSignedIn):
        admit(scope_of())
