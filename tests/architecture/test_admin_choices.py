"""What the admin offers (choices of a form, completions, filters) are rows of the caller's sites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import reverse

from factory.sites.models import Site
from tests.architecture.page_table import models
from tests.architecture.rows import make_row
from tests.builders import default_site, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFICE = ("hr", "security", "manager", "viewer")
SEEN = [page for page in admin.site._registry.values() if models()[page.opts.label_lower].view]
WRITTEN = [page for page in SEEN if models()[page.opts.label_lower].add]
COMPLETED = [page for page in WRITTEN if page.autocomplete_fields]
FILTERED = [page for page in SEEN if page.list_filter]


def ids(pages: list[Any]) -> list[Any]:
    return [pytest.param(page, id=page.opts.label_lower) for page in pages]


def office(*sites: tuple[Site, tuple[str, ...]]) -> Client:
    client = Client()
    user = make_user(*((site, role) for site, roles in sites for role in roles))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def page_of(page: Any, name: str) -> str:
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_{name}")


def related(page: Any, site: Site) -> Iterator[tuple[str, Model]]:
    """Yield (field, a row of ``site`` that the field could point to)."""
    for field in page.opts.get_fields():
        if isinstance(field, ForeignKey) or (field.many_to_many and not field.auto_created):
            target = field.related_model
            if target._meta.label_lower == "core.user":
                yield field.name, make_user((site, "employee"))
            else:
                yield field.name, make_row(target, site)


@pytest.mark.parametrize("page", ids(WRITTEN))
def test_a_form_offers_rows_of_sites_where_one_may_write(page: Any) -> None:
    here, there = default_site(), make_site()
    strangers = dict(related(page, there))
    answer = office((here, OFFICE), (there, ("viewer",))).get(page_of(page, "add"))
    fields = answer.context["adminform"].form.fields
    for name, row in strangers.items():
        if isinstance(fields.get(name), ModelChoiceField):
            offered = fields[name].queryset
            assert not offered.filter(pk=row.pk).exists(), f"{name} offers a row of another site"


@pytest.mark.parametrize("page", ids(COMPLETED))
def test_completions_are_of_ones_sites(page: Any) -> None:
    here, there = default_site(), make_site()
    client = office((here, OFFICE))
    strangers = {
        name: row for name, row in related(page, there) if name in page.autocomplete_fields
    }
    own = {name: row for name, row in related(page, here) if name in page.autocomplete_fields}
    assert strangers
    for name, row in strangers.items():
        asked = {"app_label": page.opts.app_label, "model_name": page.opts.model_name}
        answer = client.get("/admin/autocomplete/", asked | {"field_name": name, "term": ""})
        found = {one["id"] for one in json.loads(answer.content)["results"]}
        assert str(own[name].pk) in found
        assert str(row.pk) not in found


@pytest.mark.parametrize("page", ids(FILTERED))
def test_filters_name_rows_of_ones_sites(page: Any) -> None:
    here, there = default_site(), make_site()
    make_row(page.model, here)
    strangers = {(name, row.pk) for name, row in related(page, there)}
    make_row(page.model, there)
    answer = office((here, OFFICE)).get(page_of(page, "changelist"))
    for spec in answer.context["cl"].filter_specs:
        if isinstance(spec, RelatedFieldListFilter):
            offered = {(spec.field.name, key) for key, _ in spec.lookup_choices}
            assert not offered & strangers
            if spec.field.name == "site":
                assert {key for _, key in offered} <= {here.pk}
