"""Which rows about people somebody may see: those that a role shows, and their own."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from factory.core.scoping import Access

VIEW_OWN = "attendance.view_own"


def own_or_granted(access: Access, user: Any, perm: str) -> Q:
    """Return the filter for rows of the sites that grant ``perm``, and the caller's own elsewhere."""
    if access.superuser:
        return Q()
    own = Q(site_id__in=access.sites(VIEW_OWN), employee__user_id=user.pk)
    return Q(site_id__in=access.sites(perm)) | own
