"""Every admin page opens, for every role, with rows of its sites only and no query for each row."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
    "attendance.PayrollComparison",  # shown at its lock
    "attendance.RosterStamp",
    "core.RememberedAnswer",
    "identity.PaidEnrolments",  # shown day by day in "Searches and cost"
    "occupancy.RetiredLogs",  # what was carried over then is among the resets
    "vehicles.ReadReview",  # shown at its read
}


@pytest.mark.parametrize("model", REGISTERED)
def test_every_page_can_be_searched(model: type[Model]) -> None:
    assert admin.site._registry[model].search_fields


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
