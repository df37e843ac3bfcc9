"""Whose pictures a caller may count and clean up."""

from __future__ import annotations

from typing import Any

from factory.core.scoping import access_of
from factory.sites.models import Site


def sites_of(user: Any, perm: str) -> list[int] | None:
    """Return the sites on which ``perm`` is granted; None where they are all that there are, and with
    them the files that no row knows.
    """
    access = access_of(user)
    if access.superuser:
        return None
    mine = sorted(access.sites(perm))
    return mine if Site.objects.exclude(pk__in=mine).exists() else None
