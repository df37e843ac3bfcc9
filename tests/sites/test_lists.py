"""What lists of the admin have in common: where one is, columns that say something, and none yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factory.sites.models import Role
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db


def signed_in(client: Client, *memberships: Any, superuser: bool = False) -> Client:
    user = make_user(*memberships, superuser=superuser)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


@pytest.mark.parametrize(
    "view",
    [
        pytest.param("admin:vehicles_gateevent_changelist", id="a list"),
        pytest.param("admin:vehicles_inside", id="a page whose path lies under a list's"),
        pytest.param("admin:vehicles_actuation_changelist", id="a record"),
        pytest.param("admin:occupancy_board", id="a page of another subject"),
    ],
)
def test_the_menu_marks_the_one_place_where_the_reader_is(client: Client, view: str) -> None:
    path = reverse(view)
    page = signed_in(client, (default_site(), Role.SECURITY)).get(path).content.decode()
    marked = [line for line in page.splitlines() if 'aria-current="page"' in line]
    assert len([line for line in marked if f'href="{path}"' in line]) == 1
    assert len([line for line in marked if "/admin/" in line]) == 1


def test_the_site_is_a_column_only_for_those_who_see_several(client: Client) -> None:
    here, there = default_site(), make_site()
    path = reverse("admin:vehicles_vehicle_changelist")

    def columns(*memberships: Any, superuser: bool = False) -> Any:
        return signed_in(client, *memberships, superuser=superuser).get(path).context["cl"]

    assert "site" not in columns((here, Role.SECURITY)).list_display
    assert "site" not in columns((here, Role.SECURITY), (there, Role.VIEWER)).list_display
    assert "site" in columns((here, Role.SECURITY), (there, Role.SECURITY)).list_display
    assert "site" in columns(superuser=True).list_display


def test_a_list_of_imports_without_any_says_how_to_begin(client: Client) -> None:
    path = reverse("admin:exchange_import_changelist")
    page = signed_in(client, (default_site(), Role.SECURITY))
    assert b"No file has been imported" in page.get(path).content
    for asked in ({"q": "none.csv"}, {"stage__exact": "checked"}, {"created_at__year": "2001"}):
        assert b"Nothing matches" in page.get(path, asked).content
    assert b"No file has been imported" in page.get(path, {"o": "1"}).content
