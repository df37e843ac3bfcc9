"""Sign-in by token and by device key; in the common case neither costs a query."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from knox.auth import TokenAuthentication
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from factory.core import clock
from factory.core.memo import BoundedDict
from factory.core.models import User
from factory.sites.access import access_key, remembered
from factory.sites.contacts import to_be_noted
from factory.sites.models import Device
from factory.sites.services import device_cache_key, key_digest
from factory.sites.tokens import token_cache_key

REMEMBERED_SECONDS = 30
DEVICE_FIELDS = ("id", "site_id", "name", "kind", "direction", "enabled", "key_digest")
USER_FIELDS = ("id", "username", "is_active", "is_superuser", "is_staff")


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox publishes no types
    """``Authorization: Bearer TOKEN``; who a token is, is remembered by its digest for 30 s."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        try:
            found: tuple[User, Any] | None = super().authenticate(request)
        except AuthenticationFailed:
            BadTokenThrottle().count(request)
            raise
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, Any]:
        key = token_cache_key(token.decode("utf-8", "replace"))
        known, roles = _recalled(key)
        if known and _still_good(known):
            user = User(**known["user"])
            _owners[key] = user.pk
            remembered(user, roles)
            return user, None
        user, stored = super().authenticate_credentials(token)
        expiry = stored.expiry.isoformat() if stored.expiry else None
        fields = {name: getattr(user, name) for name in USER_FIELDS}
        cache.set(key, {"user": fields, "expiry": expiry}, REMEMBERED_SECONDS)
        return user, stored


def _recalled(key: str) -> tuple[dict[str, Any] | None, dict[str, list[str]] | None]:
    """Return who the token is and their roles, as far as remembered: one call for both."""
    owner = _owners.get(key)
    if owner is None:
        return cache.get(key), None
    found = cache.get_many([key, access_key(owner)])
    return found.get(key), found.get(access_key(owner))


_owners: BoundedDict[str, int] = BoundedDict()
"""Whose a token is never changes; whether it is still good is asked each time."""


def _still_good(known: dict[str, Any]) -> bool:
    expiry = parse_datetime(known["expiry"]) if known["expiry"] else None
    return expiry is None or expiry > clock.now()


class BadKeyThrottle(SimpleRateThrottle):
    """Counts wrong device keys by address; whoever has a right one is not slowed by others' guesses."""

    scope = "device_key"

    def get_cache_key(self, request: Request, _view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}

    def count(self, request: Request) -> None:
        """Count a wrong one; raises Throttled, with the seconds to wait, above the rate."""
        if not self.allow_request(request, None):  # type: ignore[arg-type]
            raise Throttled(wait=self.wait())


class BadTokenThrottle(BadKeyThrottle):
    """Counts wrong tokens by address."""

    scope = "token"


class DeviceAuthentication(BaseAuthentication):
    """``Authorization: Device KEY``: an edge box or terminal signs in as itself."""

    keyword = b"device"

    def authenticate(self, request: Request) -> tuple[Device, None] | None:
        scheme, _, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != self.keyword:
            return None
        device = self._device(key.strip().decode("ascii", "replace"), request)
        if device is None:
            BadKeyThrottle().count(request)
            raise AuthenticationFailed("No device has this key.")
        return device, None

    def _device(self, key: str, request: Request) -> Device | None:
        digest = key_digest(key)
        known = cache.get(device_cache_key(digest))
        if known:
            return Device(**known)
        device: Device | None = Device.objects.filter(key_digest=digest, enabled=True).first()
        if device is not None:
            fields = {name: getattr(device, name) for name in DEVICE_FIELDS}
            cache.set(device_cache_key(digest), fields, REMEMBERED_SECONDS)
            to_be_noted(request._request, device)  # noqa: SLF001
        return device

    def authenticate_header(self, request: Request) -> str:
        return "Device"
