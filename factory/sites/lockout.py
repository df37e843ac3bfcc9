"""The answer to somebody who guesses passwords."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework.throttling import BaseThrottle

from factory.core.problems import CONTENT_TYPE, problem

RETRY_SECONDS = 15 * 60


def locked_out(request: HttpRequest, _credentials: Any, *_rest: Any) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: 429 with Retry-After, as a problem or as a page."""
    if request.path.startswith("/api/"):
        body = problem(429, "Too many failed sign-ins; wait a quarter of an hour.", code="locked")
        response: HttpResponse = JsonResponse(body, status=429, content_type=CONTENT_TYPE)
    else:
        response = render(request, "locked.html", status=429)
    response["Retry-After"] = str(getattr(request, "sign_in_waits", RETRY_SECONDS))
    return response


def client_address(request: HttpRequest) -> str | None:
    """AXES_CLIENT_IP_CALLABLE: whom the guesses are counted against, by the API's own rule.

    That is REMOTE_ADDR, or with TRUSTED_PROXIES what the outermost of them has seen;
    None for a sign-in that came over no connection, such as one made by a command.
    """
    asked: Any = request
    address: str | None = BaseThrottle().get_ident(asked)
    return address
