"""Django's permission questions, answered by roles at sites. Groups and user permissions do not count."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from factory.core.scoping import access_of, grants_of


class SiteRoleBackend(ModelBackend):
    """``has_perm(perm)``: at any site. ``has_perm(perm, row)``: at the row's site."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        access = access_of(user_obj)
        if obj is None:
            return access.superuser or bool(access.sites(perm))
        return access.allows(perm, site_id_of(obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        access = access_of(user_obj)
        roles = {role for roles in access.roles.values() for role in roles}
        return access.superuser or any(role_grants_app(role, app_label) for role in roles)

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return nothing: permissions are patterns, asked for one by one."""
        del user_obj, obj
        return set()


def site_id_of(obj: Model) -> int | None:
    """Return the row's site; a site is its own."""
    return getattr(obj, "site_id", obj.pk if obj._meta.label_lower == "sites.site" else None)


def role_grants_app(role: str, app_label: str) -> bool:
    """Return whether a role may look at anything of an app."""
    return any(pattern.startswith(f"{app_label}.") for pattern in grants_of(role))
