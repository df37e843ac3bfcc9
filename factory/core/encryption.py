"""Secrets of others at rest: camera and webhook passwords, face templates.

``ENCRYPTION_KEYS`` is ``id:secret,…``; the first encrypts, all decrypt. The key's id stands in front
of the ciphertext, so that a rotation can find what is still under an old key.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models

from factory.core.errors import DomainError


class Undecipherable(DomainError):
    """The ciphertext's key is not configured, or the text was tampered with."""

    code = "undecipherable"


@lru_cache(maxsize=4)
def _ring_of(keys: tuple[str, ...]) -> dict[str, Fernet]:
    ring = {}
    for entry in keys:
        key_id, _, secret = entry.partition(":")
        digest = hashlib.sha256(secret.encode()).digest()
        ring[key_id] = Fernet(base64.urlsafe_b64encode(digest))
    return ring


def _ring() -> dict[str, Fernet]:
    return _ring_of(tuple(settings.ENCRYPTION_KEYS))


def current_key_id() -> str:
    """Return the id of the key that encrypts now."""
    return next(iter(_ring()))


def encrypt(plain: bytes) -> str:
    """Return ``keyid:ciphertext`` under the current key."""
    key_id, fernet = next(iter(_ring().items()))
    return f"{key_id}:{fernet.encrypt(plain).decode('ascii')}"


def decrypt(stored: str) -> bytes:
    """Return the plain bytes; raises Undecipherable."""
    key_id, _, token = stored.partition(":")
    try:
        return _ring()[key_id].decrypt(token.encode("ascii"))
    except (KeyError, InvalidToken) as error:
        raise Undecipherable(f"no key {key_id!r} in ENCRYPTION_KEYS opens this value") from error


class EncryptedTextField(models.TextField[str, str]):
    """Text that is ciphertext in the database; an empty text stays empty. Cannot be searched."""

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return encrypt(text.encode()) if text else text

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return decrypt(value).decode() if value else value
