"""Who asks on a live path: the API's own ways of signing in, on a short-lived connection."""

from __future__ import annotations

import io
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.asgi import ASGIRequest
from django.utils.functional import SimpleLazyObject
from knox.crypto import hash_token
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.settings import api_settings

from factory.core.errors import DomainError
from factory.core.models import User
from factory.core.scoping import Access, access_of
from factory.sites.models import Device
from factory.web.pool import in_thread
from factory.web.proof import By, Proof, stamp_of
from factory.web.protocol import Scope

SessionStore: Any = import_module(settings.SESSION_ENGINE).SessionStore


class NotSignedIn(DomainError):
    status = HTTPStatus.UNAUTHORIZED
    code = "not-authenticated"


class TooManyAttempts(DomainError):
    """Wrong keys or tokens from this address; ``wait`` is in how many seconds another one is heard."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "throttled"

    def __init__(self, detail: str, *, wait: float | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a device, what they may do, and by what we know them."""

    who: User | Device
    access: Access
    proof: Proof


async def caller_of(scope: Scope) -> Caller:
    """Return who asks; raises NotSignedIn or TooManyAttempts. Holds nothing afterwards."""
    return await in_thread(identify, scope)


def identify(scope: Scope) -> Caller:
    """Be ``caller_of`` in the present thread."""
    request = _request(scope)
    try:
        who = request.user
    except APIException as error:
        if error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            wait = getattr(error, "wait", None)
            raise TooManyAttempts(str(error.detail), wait=wait) from error
        raise NotSignedIn(str(error.detail)) from error
    if not isinstance(who, User | Device):
        raise NotSignedIn("Sign in first.")
    return Caller(who, access_of(who), _proof(request, who))


def _request(scope: Scope) -> Request:
    """Return the request as an API view would have it, its session and its user included."""
    http = ASGIRequest(dict(scope), io.BytesIO())
    http.session = SessionStore(http.COOKIES.get(settings.SESSION_COOKIE_NAME))
    http.user = SimpleLazyObject(lambda: get_user(http))  # type: ignore[assignment]
    classes: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES
    return Request(http, authenticators=[way() for way in classes])


def _proof(request: Request, who: User | Device) -> Proof:
    if isinstance(who, Device):
        return Proof(By.DEVICE, who.key_digest or "")
    scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
    if scheme.lower() == "bearer":
        return Proof(By.TOKEN, hash_token(token.strip()), who.pk)
    return Proof(By.SESSION, str(request.session.session_key), who.pk, stamp_of(who.password))
