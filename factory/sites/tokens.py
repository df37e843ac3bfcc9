"""Tokens that people sign in with: stored as digests by knox, remembered for a short time by ours."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from knox.crypto import hash_token
from knox.models import AuthToken

from factory.core.models import User
from factory.sites.slow_names import forget_failures


def token_cache_key(token: str) -> str:
    """Return where it is remembered whose token this is."""
    return _key_of(hash_token(token))


def _key_of(digest: str) -> str:
    return f"token:{digest}"


def make_token(user: User) -> tuple[str, datetime]:
    """Return a new token and when it ends; this is the only time that the token is seen."""
    stored, token = AuthToken.objects.create(user)
    return token, stored.expiry


@transaction.atomic
def end_token(token: str) -> bool:
    """End a token, here and in what is remembered; False for one that was not. Safe to repeat."""
    return bool(_end(AuthToken.objects.filter(digest=hash_token(token))))


@transaction.atomic
def end_stored(token: AuthToken) -> None:
    """End a token of which we have the row, as ``end_token`` does."""
    _end(AuthToken.objects.filter(pk=token.pk))


@transaction.atomic
def end_tokens(user: User) -> int:
    """End all of a person's tokens, as ``end_token`` does; return how many there were."""
    return _end(AuthToken.objects.filter(user=user))


def _end(tokens: QuerySet[AuthToken]) -> int:
    remembered = [_key_of(digest) for digest in tokens.values_list("digest", flat=True)]
    tokens.delete()
    transaction.on_commit(partial(cache.delete_many, remembered))
    return len(remembered)


class TokensEnd:
    """For AUTH_PASSWORD_VALIDATORS: refuses nothing, and hears of every password that has changed.

    Sessions end by Django's own rule; whoever stole a token must lose it by the same step.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Accept any password; the others judge it."""

    def get_help_text(self) -> str:
        return "Programs that signed in with the old password have to sign in again."

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk is not None:
            end_tokens(user)
            forget_failures(user.get_username())
