"""What the API tells of a site's rows carries the site's own offset, whichever the default site's is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Model

from factory.sites.models import Site
from tests.architecture.routes import Route, routes
from tests.architecture.rows import make_row
from tests.builders import client_of, default_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
A_MOMENT = datetime(2026, 1, 5, 8, tzinfo=UTC)
A_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
OF_NO_SITE = {"health"}
"""The whole product's: its moments are UTC's."""
ASKED = [
    pytest.param(one, id=one.name)
    for one in routes()
    if one.method == "GET" and one.path not in OF_NO_SITE
]


def with_every_moment(row: Model) -> None:
    """Fill the row's moments that may be empty too, each as far as its constraints let it."""
    for field in row._meta.fields:
        if isinstance(field, DateTimeField) and getattr(row, field.attname) is None:
            with suppress(IntegrityError), transaction.atomic():
                mine = type(row)._base_manager.filter(pk=row.pk)
                mine.update(**{field.attname: A_MOMENT})


def times(told: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from times(value, f"{at}.{name}")
    elif isinstance(told, list):
        for value in told:
            yield from times(value, at)
    elif isinstance(told, str) and A_TIME.fullmatch(told):
        yield at, told


@pytest.mark.parametrize("route", ASKED)
def test_moments_carry_their_sites_offset(route: Route) -> None:
    default_site()
    site = Site.objects.create(name="Pune", time_zone="Asia/Kolkata")
    path = route.path
    if route.model is not None:
        row = make_row(route.model, site)
        with_every_moment(row)
        for variable in route.variables:
            path = path.replace(f"{{{variable}}}", str(getattr(row, variable)))
    answer: Any = client_of(make_user(superuser=True)).get(f"/api/v1/{path}", {"site": site.pk})
    if answer.status_code != 200 or "json" not in answer["Content-Type"]:
        answer.close()
        return
    body = answer.json()
    if route.path == "sites":
        body = [one for one in body["results"] if one["id"] == site.pk]
    assert [one for one in times(body) if not one[1].endswith("+05:30")] == []
