"""Accounts, passwords and tokens: each act is in the trail of the whole (``site_of_the_whole``)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from knox.models import AuthToken

from factory.core.errors import Conflict
from factory.core.models import User
from factory.core.standing import refuse_if_named
from factory.core.trail import note
from factory.sites.models import Membership
from factory.sites.selectors import site_of_the_whole
from factory.sites.services.roles import take_membership
from factory.sites.tokens import end_stored

FLAGS = ("is_active", "is_staff", "is_superuser")
DESCRIBED = ("username", "first_name", "last_name", "email")


@transaction.atomic
def save_user(*, user: User, caller: Any) -> None:
    """Keep a new or changed account; the trail says which fields changed, and what its flags are."""
    before = User.objects.filter(pk=user.pk).values(*FLAGS, *DESCRIBED).first()
    user.save()
    if before is None:
        note_added(user=user, caller=caller)
        return
    changed = [name for name in before if before[name] != getattr(user, name)]
    if changed:
        _noted("change-user", user, caller, changed=changed, **_flags(user))


def note_added(*, user: User, caller: Any) -> None:
    """Write down a new account, and what its flags are."""
    _noted("add-user", user, caller, **_flags(user))


@transaction.atomic
def remove_user(*, user: User, caller: Any) -> None:
    """Delete an account and its roles; raises Conflict for the caller's own and for one that ever did
    anything.
    """
    check_removable(user, caller=caller)
    for membership in Membership.objects.filter(user=user):
        take_membership(membership=membership, caller=caller)
    _noted("remove-user", user, caller)
    user.delete()


def check_removable(user: User, *, caller: Any) -> None:
    """Raise Conflict for the caller's own account, and for one that the history names."""
    if isinstance(caller, User) and caller.pk == user.pk:
        # The trail would name whom it says has gone.
        raise Conflict("Somebody else deletes your account, and not you.", code="own-account")
    refuse_if_named(user, instead="switch the account off (untick Active)")


def note_password(*, user: User, caller: Any) -> None:
    """Write down that somebody gave an account, or their own, another password, or none; never which."""
    act = "change-own-password" if caller == user else "set-password"
    _noted(act, user, caller, usable=user.has_usable_password())


def note_token(*, token: AuthToken, caller: Any) -> None:
    """Write down that somebody made a token for an account; the token itself is nowhere."""
    _noted("make-token", token.user, caller, **_dates(token))


@transaction.atomic
def remove_token(*, token: AuthToken, caller: Any) -> None:
    """End somebody's sign-in by a token at once, in every process."""
    _noted("end-token", token.user, caller, **_dates(token))
    end_stored(token)


def _flags(user: User) -> dict[str, bool]:
    return {name: getattr(user, name) for name in FLAGS}


def _dates(token: AuthToken) -> dict[str, str | None]:
    expiry = token.expiry.isoformat() if token.expiry else None
    return {"made": token.created.isoformat(), "expiry": expiry}


def _noted(act: str, user: User, caller: Any, **detail: Any) -> None:
    name = user.get_username()
    site = site_of_the_whole().pk
    note(site_id=site, caller=caller, act=act, subject=user, name=name, **detail)
