"""Who has which role where; a change counts from its commit on, in every process."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from factory.core.models import User
from factory.core.trail import note
from factory.sites.access import forget
from factory.sites.models import Membership, Site


@transaction.atomic
def grant_role(*, user: User, site: Site, role: str, caller: Any = None) -> Membership:
    """Give ``user`` a role at ``site``. Safe to repeat."""
    membership, made = Membership.objects.get_or_create(user=user, site=site, role=role)
    if made:
        _noted("grant-role", membership, caller)
    return membership


@transaction.atomic
def revoke_role(*, user: User, site: Site, role: str, caller: Any = None) -> None:
    """Take a role away. Safe to repeat."""
    for membership in Membership.objects.filter(user=user, site=site, role=role):
        take_membership(membership=membership, caller=caller)


@transaction.atomic
def change_membership(*, membership: Membership, caller: Any) -> None:
    """Keep a new or changed membership: what it was before is taken, what it says now is given."""
    before = Membership.objects.filter(pk=membership.pk).first()
    membership.save()
    same = before and (before.user_id, before.role) == (membership.user_id, membership.role)
    if before and not same:
        _noted("revoke-role", before, caller)
    if not same:
        _noted("grant-role", membership, caller)


@transaction.atomic
def take_membership(*, membership: Membership, caller: Any) -> None:
    """Delete a membership; the trail keeps whose it was and which role."""
    _noted("revoke-role", membership, caller)
    membership.delete()


def _noted(act: str, membership: Membership, caller: Any) -> None:
    what = {"user": membership.user_id, "role": membership.role}
    note(site_id=membership.site_id, caller=caller, act=act, subject=membership, **what)
    transaction.on_commit(partial(forget, membership.user_id))
