"""The one mechanism that keeps sites apart: rows by site, for whoever asks, with what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string


def grants_of(role: str) -> tuple[str, ...]:
    """Return the patterns of permissions that ``role`` grants, by the table settings name."""
    table: Mapping[str, tuple[str, ...]] = import_string(settings.ROLE_GRANTS)
    return table.get(role, ())


@lru_cache(maxsize=4096)
def role_grants(role: str, perm: str) -> bool:
    """Return whether ``role`` grants ``perm``."""
    return any(fnmatchcase(perm, pattern) for pattern in grants_of(role))


@dataclass(frozen=True)
class Access:
    """What a caller may do where: site id → roles. A superuser may do everything everywhere."""

    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    superuser: bool = False

    def allows(self, perm: str, site_id: int | None) -> bool:
        """Return whether ``perm`` is granted at that site; rows of no site are the superuser's."""
        if self.superuser:
            return True
        return any(role_grants(role, perm) for role in self.roles.get(site_id or 0, ()))

    def sites(self, perm: str) -> frozenset[int]:
        """Return the sites whose role grants ``perm`` (of a superuser: ask ``superuser`` first)."""
        return frozenset(site for site in self.roles if self.allows(perm, site))

    @cached_property
    def anywhere(self) -> frozenset[int]:
        """The sites that the caller belongs to at all."""
        return frozenset(self.roles)


def access_of(user: Any) -> Access:
    """Return what ``user`` (a person, a device, nobody) may do, resolved once for each object.

    The ground knows no memberships; settings.ACCESS_RESOLVER names who does.
    """
    if not isinstance(getattr(user, "_access", None), Access):
        user._access = import_string(settings.ACCESS_RESOLVER)(user)  # noqa: SLF001
    access: Access = user._access  # noqa: SLF001
    return access


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that know their site. ``site_lookup`` names the path where it is not the row's own."""

    site_lookup = "site_id"

    def for_user(self, user: Any, perm: str) -> Self:
        """Return the rows of the sites whose role grants ``perm`` to ``user``."""
        return self.for_access(access_of(user), perm)

    def for_access(self, access: Access, perm: str) -> Self:
        if access.superuser:
            return self.all()
        return self.filter(**{f"{self.site_lookup}__in": access.sites(perm)})
