"""Secrets of others at rest: cameras' users and passwords, webhooks' secrets, face templates.

``ENCRYPTION_KEYS`` is ``id:secret,…``; the first encrypts, all decrypt. The key's id stands in front
of the ciphertext, so that a rotation can find what is still under an old key.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from factory.core.errors import DomainError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class Undecipherable(DomainError):
    """The ciphertext's key is not configured, or the text was tampered with."""

    code = "undecipherable"


@lru_cache(maxsize=1)
def _ciphers() -> Any:
    """Return Fernet's module. Loaded when a secret is first met: who only passes pictures meets none."""
    return import_module("cryptography.fernet")


@lru_cache(maxsize=4)
def _ring_of(keys: tuple[str, ...]) -> dict[str, Fernet]:
    ring = {}
    for entry in keys:
        key_id, _, secret = entry.partition(":")
        digest = hashlib.sha256(secret.encode()).digest()
        ring[key_id] = _ciphers().Fernet(base64.urlsafe_b64encode(digest))
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
    except (KeyError, UnicodeError, _ciphers().InvalidToken) as error:
        raise Undecipherable(f"no key {key_id!r} in ENCRYPTION_KEYS opens this value") from error


@dataclass(frozen=True, slots=True)
class Sealed:
    """Ciphertext that no configured key opens: kept as it is, and of no use as text."""

    stored: str


class OpenedAttribute(DeferredAttribute):
    """Raises Undecipherable where a sealed value is read, and not already where its row is."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        return decrypt(value.stored) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(_Text):
    """Text that is ciphertext in the database; an empty text stays empty. Cannot be searched.

    A row whose value no key opens can be read, changed and saved; only the value itself cannot be
    read, and stays as it is until it is replaced.
    """

    descriptor_class = OpenedAttribute

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Sealed):
            return value.stored
        text = super().get_prep_value(value)
        return encrypt(text.encode()) if text else text

    def from_db_value(self, value: str | None, *_args: Any) -> str | Sealed | None:
        try:
            return decrypt(value).decode() if value else value
        except Undecipherable:
            return Sealed(value or "")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        del add
        return model_instance.__dict__[self.attname]

    def value_from_object(self, obj: models.Model) -> Any:
        return "" if is_lost(obj, self.attname) else obj.__dict__.get(self.attname)


def is_lost(row: models.Model, field: str) -> bool:
    """Return whether a row holds a value in an encrypted field that no key opens."""
    return isinstance(row.__dict__.get(field), Sealed)


def is_kept(row: models.Model, field: str) -> bool:
    """Return whether a row holds a value in an encrypted field, be it readable or not."""
    return bool(row.__dict__.get(field))
