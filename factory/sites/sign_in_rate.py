"""Pages on which people sign in take no more passwords a minute from one address than the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from rest_framework.throttling import SimpleRateThrottle

from factory.sites.lockout import client_address

R = TypeVar("R", bound=HttpResponseBase)


class SignInRate(SimpleRateThrottle):
    """The API's own rate, counted together with it: who has two doors has not twice the guesses."""

    scope = "sign_in"

    def get_cache_key(self, request: Any, _view: Any) -> str | None:
        """Return None, which counts nothing, for a request that came over no connection."""
        address = client_address(request)
        return address and self.cache_format % {"scope": self.scope, "ident": address}


def at_sign_in_rate(view: Callable[..., R]) -> Callable[..., R | HttpResponse]:
    """Answer POSTs above the rate with 429, Retry-After and a page; the form itself is always shown.

    The lockout counts the guesses at one name; this slows who tries many names from one address.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> R | HttpResponse:
        rate: Any = SignInRate()
        if request.method != "POST" or rate.allow_request(request, None):
            return view(request, *args, **kwargs)
        return too_many(request, rate.wait())

    return asked


def too_many(request: HttpRequest, seconds: float | None) -> HttpResponse:
    response = render(request, "slowed.html", status=429)
    response["Retry-After"] = str(ceil(seconds or 60))
    return response
