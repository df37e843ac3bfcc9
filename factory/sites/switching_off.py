"""Whoever is switched off, gains or loses the operator's rights, or is deleted, has to sign in again.

By signals, because accounts are also changed by commands and in shells. Sessions need none of this: the
account itself is read for each of their requests.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete, pre_save

from factory.core.models import User
from factory.sites.access import forget
from factory.sites.tokens import end_tokens

RIGHTS = ("is_active", "is_superuser")


def before_saving(
    *, instance: User, update_fields: Collection[str] | None = None, **_: object
) -> None:
    """Keep what the account's rights were, where this save may change them."""
    instance.__dict__.pop("_rights_before", None)
    asked = update_fields is None or not set(RIGHTS).isdisjoint(update_fields)
    if asked and instance.pk is not None:
        before = User.objects.filter(pk=instance.pk).values_list(*RIGHTS).first()
        instance.__dict__["_rights_before"] = before


def after_saving(*, instance: User, **_: object) -> None:
    before = instance.__dict__.pop("_rights_before", None)
    if before is not None and before != tuple(getattr(instance, name) for name in RIGHTS):
        sign_out(instance)


def before_deleting(*, instance: User, **_: object) -> None:
    sign_out(instance)


def sign_out(user: User) -> None:
    """End all of a person's tokens, and on commit forget what is remembered of them."""
    end_tokens(user)
    transaction.on_commit(partial(forget, user.pk))


def listen() -> None:
    """Hear of every account that is saved or deleted."""
    for signal, heard in _heard():
        signal.connect(heard, sender=User, dispatch_uid=f"switching_off.{heard.__name__}")


def _heard() -> list[tuple[Any, Any]]:
    return [
        (pre_save, before_saving),
        (post_save, after_saving),
        (pre_delete, before_deleting),
    ]
