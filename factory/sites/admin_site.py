"""The admin's front door: open to whoever has an office role at some site."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from factory.core.scoping import access_of
from factory.sites.models import Role

OFFICE_ROLES = frozenset({Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER})


def may_enter(user: Any) -> bool:
    """Return whether a person works with the admin: by role, never by Django's staff flag."""
    access = access_of(user)
    return access.superuser or any(roles & OFFICE_ROLES for roles in access.roles.values())


FIRST = ("attendance", "identity", "vehicles", "occupancy", "streaming", "alerts", "evidence")
ORDER = {label: place for place, label in enumerate((*FIRST, "sites", "core", "audit"))}


class OfficeSignIn(AuthenticationForm):
    """Django's sign-in form, refusing those who have no office role."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not may_enter(user):
            raise ValidationError("You have no office role at any site; ask a manager for one.")


class FactoryAdminSite(AdminSite):
    site_header = "Factory AI"
    site_title = "Factory AI"
    index_title = "Administration"
    login_form = OfficeSignIn
    enable_nav_sidebar = True

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the subjects in the order in which people ask for them, machinery last."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: ORDER.get(app["app_label"], len(ORDER)))

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and may_enter(request.user))
