"""Who may do what where, from Memberships alone; remembered for 30 s and dropped at a change."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from factory.core.models import User
from factory.core.scoping import Access
from factory.sites.models import Device, Membership, Role

REMEMBERED_SECONDS = 30


def resolve(caller: Any) -> Access:
    """settings.ACCESS_RESOLVER: a person's roles, a device's one, nobody's none."""
    if isinstance(caller, Device):
        return Access(roles={caller.site_id: frozenset({Role.DEVICE.value})})
    if not isinstance(caller, User) or not caller.is_active:
        return Access()
    if caller.is_superuser:
        return Access(roles=_roles(caller.pk), superuser=True)
    return Access(roles=_roles(caller.pk))


def access_key(user_id: int) -> str:
    """Return where a user's roles are remembered."""
    return f"access:{user_id}"


def remembered(user: User, stored: dict[str, list[str]] | None) -> None:
    """Give a user the roles that the caller has found remembered; None leaves them to be asked for."""
    if stored is not None and user.is_active:
        user._access = Access(roles=_by_site(stored), superuser=user.is_superuser)  # type: ignore[attr-defined]  # noqa: SLF001 - as access_of does


def _roles(user_id: int) -> dict[int, frozenset[str]]:
    stored = cache.get(access_key(user_id))
    if stored is None:
        stored = _from_database(user_id)
        cache.set(access_key(user_id), stored, REMEMBERED_SECONDS)
    return _by_site(stored)


def _by_site(stored: dict[str, list[str]]) -> dict[int, frozenset[str]]:
    return {int(site): frozenset(roles) for site, roles in stored.items()}


def _from_database(user_id: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for site_id, role in Membership.objects.filter(user=user_id).values_list("site_id", "role"):
        found[str(site_id)].append(role)
    return dict(found)


def forget(user_id: int) -> None:
    """Drop what is remembered of a user, so that a change of role counts at once."""
    cache.delete(access_key(user_id))


def listen() -> None:
    """Hear of every membership that is saved or deleted, in shells and by cascades too."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, sender=Membership, dispatch_uid="access.membership")


def _changed(*, instance: Membership, **_: object) -> None:
    transaction.on_commit(partial(forget, instance.user_id))
