"""Every admin page opens, for every role, with rows of its sites only and no query for each row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factory.sites.models import Role
from tests.architecture.rows import make_row
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
OURS = {
    "core",
    "sites",
    "audit",
    "exchange",
    "evidence",
    "alerts",
    "streaming",
    "identity",
    "vehicles",
}
OURS |= {"occupancy", "attendance"}
REGISTERED = [
    pytest.param(model, id=model._meta.label)
    for model in admin.site._registry
    if model._meta.app_label in OURS
]
ELSEWHERE = {"core.User", "core.Heartbeat"}
"""Rows of the whole installation, for its operator."""


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def test_every_model_is_registered() -> None:
    ours = {m for m in apps.get_models() if m._meta.app_label in OURS}
    missing = {m._meta.label for m in ours - set(admin.site._registry)}
    assert missing - NOT_FOR_PEOPLE == set()


NOT_FOR_PEOPLE = {
    "attendance.PatternDay",  # shown as its pattern's grid
    "attendance.RosterStamp",
    "core.RememberedAnswer",
}


@pytest.mark.parametrize("model", REGISTERED)
def test_pages_open(model: type[Model]) -> None:
    client = signed_in(make_user(superuser=True))
    row = make_row(model, default_site())
    assert client.get(url(model, "changelist"), {"q": "x"}).status_code == 200
    assert client.get(url(model, "changelist")).status_code == 200
    assert client.get(url(model, "add")).status_code in {200, 403}
    assert client.get(url(model, "change", row.pk)).status_code == 200
    assert client.get(url(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", REGISTERED)
def test_a_list_costs_no_query_for_each_row(model: type[Model]) -> None:
    client = signed_in(make_user(superuser=True))
    site = default_site()
    counts = []
    for _ in range(2):
        for _ in range(4):
            make_row(model, make_site() if model._meta.label == "sites.Site" else site)
        client.get(url(model, "changelist"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(model, "changelist"))
        counts.append(len(queries))
    assert counts[0] >= counts[1]


@pytest.mark.parametrize("role", [Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER])
@pytest.mark.parametrize("model", [p for p in REGISTERED if p.id not in ELSEWHERE])
def test_a_row_of_another_site_is_not_there(model: type[Model], role: str) -> None:
    here, there = default_site(), make_site()
    row = make_row(model, there)
    client = signed_in(make_user((here, role)))
    listed = client.get(url(model, "changelist"))
    assert listed.status_code in {200, 403}
    change = re.escape(url(model, "change", row.pk))
    assert not re.search(change, listed.content.decode())
    for page in ("change", "history", "delete"):
        answer = client.get(url(model, page, row.pk))
        # Django's admin says "does not exist" by going back to its front page.
        assert answer.status_code in {302, 403, 404}
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", REGISTERED)
def test_employees_and_strangers_do_not_enter(model: type[Model]) -> None:
    for user in (make_user((default_site(), Role.EMPLOYEE)), make_user()):
        answer = signed_in(user).get(url(model, "changelist"))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
