"""An admin page about one row tells its times by the row's site's clock, whatever the reader's is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone

from attendance.models import Punch
from factory.sites.admin_base import ScopedAdmin
from factory.sites.backends import site_id_of
from tests.architecture.rows import make_row
from tests.architecture.test_admin_sweep import REGISTERED, signed_in, url
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
ZONE = "Asia/Kolkata"


@pytest.fixture
def zones() -> Iterator[set[str]]:
    """Collect the zones in which templates are rendered."""
    seen: set[str] = set()

    def rendered(**_signal: Any) -> None:
        seen.add(timezone.get_current_timezone_name())

    template_rendered.connect(rendered)
    yield seen
    template_rendered.disconnect(rendered)


def superuser() -> Client:
    default_site()
    return signed_in(make_user(superuser=True))


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize("model", REGISTERED)
def test_a_rows_page_is_rendered_in_its_sites_zone(
    model: type[Model], page: str, zones: set[str]
) -> None:
    reader = superuser()
    row = make_row(model, make_site(time_zone=ZONE))
    if site_id_of(row) is None:
        return
    answer = reader.get(url(model, page, row.pk))
    assert answer.status_code == 200
    assert zones == {ZONE}
    reader.get("/admin/")
    assert "UTC" in zones, "only this page's"


def test_a_punch_by_the_wall_clock_of_its_site() -> None:
    reader = superuser()
    punch = make_row(Punch, make_site(time_zone=ZONE))
    Punch.objects.update(at="2026-01-05 20:13:07+00:00", zone=ZONE)
    shown = reader.get(url(Punch, "change", punch.pk)).content.decode()
    assert "6 Jan 2026, 01:43" in shown


def test_every_site_owned_page_knows_how() -> None:
    plain = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if any(field.attname == "site_id" for field in model._meta.fields)
        and not isinstance(page, ScopedAdmin)
    ]
    assert plain == []
