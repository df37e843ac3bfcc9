"""DRF's permission question, answered by roles at sites."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from factory.core.scoping import access_of
from factory.sites.backends import site_id_of


class SignedIn(BasePermission):
    """Anybody whom we know, person or device."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated)


class SitePermission(SignedIn):
    """The view's ``perm_for(request)`` must be granted at some site, and at the row's own.

    A row of a site without the grant is not found by the scoped query, so that what is left to refuse
    here is a caller whose role nowhere allows the call.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not super().has_permission(request, view):
            return False
        access = access_of(request.user)
        perm = view.perm_for(request)
        return perm is None or access.superuser or bool(access.sites(perm))

    def has_object_permission(self, request: Request, view: Any, obj: Model) -> bool:
        perm = view.perm_for(request)
        return perm is None or access_of(request.user).allows(perm, site_id_of(obj))
