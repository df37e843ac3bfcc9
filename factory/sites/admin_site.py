"""The admin's front door: open to whoever has an office role at some site."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from factory.core import clock
from factory.core.scoping import access_of
from factory.sites.desk import panels
from factory.sites.menu import menu
from factory.sites.models import Role, Site
from factory.sites.own_password import OwnPasswordForm
from factory.sites.sign_in_rate import at_sign_in_rate

OFFICE_ROLES = frozenset({Role.HR, Role.SECURITY, Role.MANAGER, Role.VIEWER})


def may_enter(user: Any) -> bool:
    """Return whether a person works with the admin: by role, never by Django's staff flag."""
    access = access_of(user)
    return access.superuser or any(roles & OFFICE_ROLES for roles in access.roles.values())


class OfficeSignIn(AuthenticationForm):
    """Django's sign-in form, refusing those who have no office role."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not may_enter(user):
            raise ValidationError("You have no office role at any site; ask a manager for one.")


class FactoryAdminSite(AdminSite):
    site_header = "Factory AI"
    site_title = "Factory AI"
    index_title = "Today"
    # The header has links of its own.
    site_url = None
    login_form = OfficeSignIn
    enable_nav_sidebar = True

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return at_sign_in_rate(super().login)(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show Django's page with our form; Django's own method leaves no room for one."""
        page = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return cast("TemplateResponse", page(request))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what each subject says of today at one site; ``?site=`` chooses among the caller's."""
        access = access_of(request.user)
        sites = list(Site.objects.for_user(request.user, "sites.view_site"))
        site = _chosen(sites, request.GET.get("site"))
        context = {
            "sites": sites,
            "site": site,
            "local_now": clock.now().astimezone(site.zone) if site else None,
            "panels": panels(site, access) if site else [],
        }
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the subjects as ``menu`` arranges them."""
        apps = super().get_app_list(request, app_label)
        return menu(apps, access_of(request.user), request.path)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and may_enter(request.user))


def _chosen(sites: list[Site], wanted: str | None) -> Site | None:
    named = next((site for site in sites if str(site.pk) == wanted), None)
    default = next((site for site in sites if site.is_default), None)
    return named or default or next(iter(sites), None)
