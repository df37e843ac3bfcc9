"""One site is the default, always: only the operator moves that, and never to nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factory.audit.models import Entry
from factory.core.errors import Invalid, NotFound
from factory.core.models import User
from factory.sites import selectors, services
from factory.sites.models import Site
from tests.builders import default_site, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def operator() -> User:
    return make_user(superuser=True)


def submit(user: User, site: Site | None, *, ticked: bool, name: str = "Changed") -> Any:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    page = ("change", [site.pk]) if site else ("add", [])
    body = {"name": name, "time_zone": "UTC", "country": "IN"}
    where = reverse(f"admin:sites_site_{page[0]}", args=page[1])
    return client.post(where, body | ({"is_default": "on"} if ticked else {}))


def defaults() -> list[int]:
    return list(Site.objects.filter(is_default=True).values_list("pk", flat=True))


@pytest.mark.parametrize("ticked", [False, True])
def test_a_manager_changes_a_site_and_not_which_is_the_default(ticked: bool) -> None:
    first, second = default_site(), make_site()
    for site in (first, second):
        manager = make_user((site, "manager"))
        assert submit(manager, site, ticked=ticked, name=f"New {site.pk}").status_code == 302
        site.refresh_from_db()
        assert site.name == f"New {site.pk}"
    assert defaults() == [first.pk]


def test_the_operator_cannot_leave_none() -> None:
    answer = submit(operator(), default_site(), ticked=False)
    assert answer.status_code == 200
    assert "One site is always the default" in answer.content.decode()
    assert defaults() == [default_site().pk]


@pytest.mark.parametrize("new", [False, True], ids=["another site", "a new site"])
def test_the_operator_moves_it_and_both_sites_trails_say_so(new: bool) -> None:
    first, user = default_site(), operator()
    assert submit(user, None if new else make_site(), ticked=True).status_code == 302
    moved = Site.objects.get(name="Changed")
    assert defaults() == [moved.pk]
    assert selectors.default_site() == moved
    noted = dict(Entry.objects.filter(who=user).values_list("site_id", "act"))
    assert noted == {first.pk: "change-site", moved.pk: "add-site" if new else "change-site"}


def test_the_default_site_cannot_be_deleted() -> None:
    client = Client()
    client.force_login(operator(), backend="factory.sites.backends.SiteRoleBackend")
    where = reverse("admin:sites_site_delete", args=[default_site().pk])
    assert client.post(where, {"post": "yes"}).status_code == 403
    assert len(defaults()) == 1


def test_the_service_refuses_what_the_form_does() -> None:
    site = default_site()
    site.is_default = False
    with pytest.raises(Invalid, match="always the default"):
        services.save_site(site=site, caller=operator())


def test_where_there_is_none_the_way_out_is_said() -> None:
    Site.objects.update(is_default=False)
    with pytest.raises(NotFound, match="superuser ticks it"):
        selectors.default_site()
    assert submit(operator(), make_site(), ticked=True).status_code == 302
    assert len(defaults()) == 1
