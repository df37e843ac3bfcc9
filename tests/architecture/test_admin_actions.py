"""No action of the admin touches a row of a site at which the caller's role does not allow it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from factory.core.scoping import role_grants
from factory.sites.admin_base import ScopedAdmin
from factory.sites.models import Role
from tests.architecture.rows import make_row
from tests.builders import default_site, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFICE = [Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER]
PAGES = [page for page in admin.site._registry.values() if isinstance(page, ScopedAdmin)]


def actions_of(page: ScopedAdmin) -> list[tuple[str, Any]]:
    return [(name, act) for act, name, _ in page._get_base_actions()]  # type: ignore[attr-defined]


def perms_of(page: ScopedAdmin, action: Any) -> list[str]:
    return [page.action_perm(word) for word in action.allowed_permissions]


ALL = [
    pytest.param(page, name, action, id=f"{page.opts.label}.{name}")
    for page in PAGES
    for name, action in actions_of(page)
]


def granted(role: str, perms: list[str]) -> bool:
    return all(role_grants(role, perm) for perm in perms)


@pytest.mark.parametrize(("page", "name", "action"), ALL)
def test_an_action_declares_a_permission(page: ScopedAdmin, name: str, action: Any) -> None:
    assert getattr(action, "allowed_permissions", None), f"{name} is open to every viewer"


def offenders(page: ScopedAdmin, action: Any) -> list[tuple[str, str]]:
    """Return (a role that may do it, a role that sees the rows and may not)."""
    perms = perms_of(page, action)
    able = [role for role in OFFICE if granted(role, perms)]
    unable = [
        role for role in OFFICE if role_grants(role, page.perm("view")) and not granted(role, perms)
    ]
    return [(able[0], role) for role in unable] if able else []


@pytest.mark.parametrize(
    ("page", "name", "able", "unable"),
    [
        pytest.param(page, name, able, unable, id=f"{page.opts.label}.{name}-{unable}")
        for page in PAGES
        for name, action in actions_of(page)
        for able, unable in offenders(page, action)
    ],
)
def test_a_row_of_a_site_that_does_not_allow_it_is_left_alone(
    page: ScopedAdmin, name: str, able: str, unable: str
) -> None:
    here, there = default_site(), make_site()
    row = make_row(page.model, there)
    before = values_of(row)
    client = Client()
    user = make_user((here, able), (there, unable))
    client.force_login(user, backend="factory.sites.backends.SiteRoleBackend")
    address = reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")
    posted = {"action": name, ACTION_CHECKBOX_NAME: [row.pk], "post": "yes", "reason": "because"}
    answer = client.post(address, posted)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    allowed = page.get_actions(answer.wsgi_request)
    assert name not in allowed or any("does not allow this" in text for text in said), said
    assert values_of(type(row)._default_manager.get(pk=row.pk)) == before


def values_of(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
