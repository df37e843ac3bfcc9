"""The table of pages, held: every page outside the API has a row, and answers each caller as it says."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from factory.core.models import User
from factory.exchange.models import Import
from factory.sites.models import Site
from identity.models import Employee
from occupancy.models import Area
from tests.architecture.page_table import Allowed, models, pages
from tests.architecture.role_table import EVERYBODY, OPEN, ROLES
from tests.architecture.routes import page_paths
from tests.architecture.rows import make_row
from tests.builders import default_site, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFICE = ("hr", "security", "manager", "viewer")
OPERATORS = {"core.heartbeat", "core.user"}
"""Rows of no site: of the whole installation, or of whoever belongs where the row's memberships say."""
MODELS = [pytest.param(model, id=model._meta.label_lower) for model in admin.site._registry]
OF_A_SITE = [
    pytest.param(model, id=model._meta.label_lower)
    for model in admin.site._registry
    if models()[model._meta.label_lower].view and model._meta.label_lower not in OPERATORS
]
PAGES = [pytest.param(name, id=name) for name in pages()]
SAVES = b'name="_save"'


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def signed_in(*roles: tuple[Site, str], superuser: bool = False) -> Client:
    client = Client()
    user = make_user(*roles, superuser=superuser)
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    return client


def entered(answer: Any) -> bool:
    """Return whether a page answered, and neither refused nor asked to sign in nor led away."""
    led_away = answer.status_code == 302 and answer["Location"].partition("?")[0] in LED_TO
    return not led_away and answer.status_code not in {401, 403, 404}


LED_TO = {"/admin/login/", "/admin/", "/me/attendance/sign-in"}


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert set(models()) == {model._meta.label_lower for model in admin.site._registry}
    assert {name.partition(" ")[2].removeprefix("/") for name in pages()} == page_paths()


def seen(client: Client, model: type[Model], row: Model, drawn: bool = False) -> dict[str, bool]:
    """Return what of a row and its model this caller gets to see.

    Drawing takes most of the time, and who may enter is known before: only the form, which says what
    may be done, is always drawn.
    """
    form = client.get(url(model, "change", row.pk))
    with nullcontext() if drawn else patch.object(SimpleTemplateResponse, "rendered_content", ""):
        return {
            "list": entered(client.get(url(model, "changelist"))),
            "history": entered(client.get(url(model, "history", row.pk))),
            "page": entered(form),
            "add": entered(client.get(url(model, "add"))),
            "change": entered(form) and SAVES in form.content,
            "delete": entered(client.get(url(model, "delete", row.pk))),
        }


def due(allowed: Allowed, role: str) -> dict[str, bool]:
    sees = role in allowed.view
    return {
        "list": sees,
        "history": sees,
        "page": sees,
        "add": role in allowed.add,
        "change": role in allowed.change,
        "delete": role in allowed.delete,
    }


@pytest.mark.parametrize("model", MODELS)
def test_each_role_and_the_operator(model: type[Model]) -> None:
    site = default_site()
    row, allowed = make_row(model, site), models()[model._meta.label_lower]
    if isinstance(row, User):
        row.memberships.create(site=site, role="employee")
    for role in OFFICE:
        assert seen(signed_in((site, role)), model, row) == due(allowed, role), role
    chief = signed_in(superuser=True)
    assert chief.get(url(model, "changelist"), {"q": "x"}).status_code == 200
    operator = seen(chief, model, row, drawn=True)
    assert operator["list"]
    assert operator["page"]
    assert operator["history"]
    for outsider in (signed_in((site, "employee")), signed_in(), Client()):
        assert not any(seen(outsider, model, row).values())


@pytest.mark.parametrize("model", [*OF_A_SITE, pytest.param(User, id="core.user")])
def test_a_row_of_another_site_is_not_there(model: type[Model]) -> None:
    here, there = default_site(), make_site()
    row, allowed = make_row(model, there), models()[model._meta.label_lower]
    if isinstance(row, User):
        row.memberships.create(site=there, role="employee")
    client = signed_in(*((here, role) for role in OFFICE))
    shown = seen(client, model, row)
    assert shown["list"]
    assert not any(shown[page] for page in ("history", "page", "change", "delete"))
    listed = client.get(url(model, "changelist")).content.decode()
    assert not re.search(re.escape(url(model, "change", row.pk)), listed)
    # HR here and viewer there is only a viewer there.
    both = seen(signed_in((here, "hr"), (there, "viewer")), model, row)
    for page in ("history", "page", "change", "delete"):
        assert both[page] is due(allowed, "viewer")[page], page
    assert model._default_manager.filter(pk=row.pk).exists()


def call(client: Client, name: str, site: Site) -> HttpResponse:
    method, _, path = name.partition(" ")
    for variable in re.findall(r"\{(\w+)\}", path):
        path = path.replace(f"{{{variable}}}", str(value(variable, path, site)))
    send = getattr(client, method.lower())
    query = "?kind=tests.open" if path.endswith("template/") else ""
    answer: HttpResponse = send(f"/{path.removeprefix('/')}{query}")
    return answer


def value(variable: str, path: str, site: Site) -> Any:
    if "import" in path:
        return make_row(Import, site).pk
    known: dict[str, type[Model]] = {"area_id": Area, "employee_id": Employee, "id": User}
    if variable in known:
        return make_row(known[variable], site).pk
    return {"app_label": "sites", "act": uuid4()}.get(variable, 1)


@pytest.mark.parametrize("name", PAGES)
def test_each_role_of_a_page(name: str) -> None:
    site, allowed = default_site(), pages()[name]
    callers = ("employee",) if name in HEAVY else (*OFFICE, "employee")
    answers = {role: call(signed_in((site, role)), name, site) for role in callers}
    nobody = call(Client(), name, site)
    if allowed == OPEN:
        assert all(answer.status_code < 400 for answer in (*answers.values(), nobody))
        return
    found = {role for role, answer in answers.items() if entered(answer) or empty(name, answer)}
    assert found == allowed & set(callers), answers
    assert not entered(nobody)


HEAVY = {"GET api/schema"}
"""Seconds each time: asked for by the one who may least, and by nobody."""


def empty(name: str, answer: HttpResponse) -> bool:
    """Return whether a caller was let in to what is not there: no such act, no month of one's own."""
    return name in NOT_THERE and answer.status_code == 404


NOT_THERE = {
    "POST admin/identity/sighting/review/undo/{act}/",
    "GET me/attendance/",
}


def test_the_roles_of_the_tables_are_those_of_the_product() -> None:
    assert set(OFFICE) | {"employee", "device"} == set(ROLES.values()) == EVERYBODY
