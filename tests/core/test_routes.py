"""The API's addresses by their first word resolve to what they would one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import (
    Resolver404,
    URLPattern,
    URLResolver,
    include,
    path,
    re_path,
    resolve,
    reverse,
)
from django.urls.resolvers import RoutePattern

from factory.routes import ByFirstWord


def view(_request: HttpRequest, **_values: Any) -> HttpResponse:
    return HttpResponse()


PATTERNS: list[URLPattern | URLResolver] = [
    path(
        "", include([path("sites", view, name="sites"), re_path(r"^sites/(?P<pk>[^/.]+)$", view)])
    ),
    path("sites/import", view, name="never: the one before takes it"),
    re_path(r"^site-settings(?P<form>\.csv)?$", view, name="settings"),
    path("<int:number>/anything", view, name="anything"),
]
PLAIN = URLResolver(RoutePattern("api/"), PATTERNS)
OURS = ByFirstWord("api/", PATTERNS)


@pytest.mark.parametrize(
    "address",
    [
        "api/sites",
        "api/sites/7",
        "api/sites/import",
        "api/site-settings",
        "api/site-settings.csv",
        "api/5/anything",
    ],
)
def test_an_address_leads_where_it_would(address: str) -> None:
    plain, ours = PLAIN.resolve(address), OURS.resolve(address)
    assert (ours.route, ours.kwargs, ours.url_name) == (plain.route, plain.kwargs, plain.url_name)


@pytest.mark.parametrize(
    "address", ["api/site", "api/", "api", "sites", "apisites", "api/x/anything"]
)
def test_what_is_no_address_is_none(address: str) -> None:
    with pytest.raises(Resolver404):
        PLAIN.resolve(address)
    with pytest.raises(Resolver404):
        OURS.resolve(address)


def test_names_lead_to_the_versioned_address_and_back() -> None:
    assert reverse("check-in") == "/api/v1/attendance/check-in"
    assert resolve("/api/attendance/check-in").func == resolve("/api/v1/attendance/check-in").func
