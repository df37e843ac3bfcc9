"""The body of an RFC 9457 problem, and Django's own error pages, without the API's framework."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:factory-ai:problem:"


def problem(status: int, detail: str, *, code: str = "", errors: Any = None) -> dict[str, Any]:
    """Return the body of a problem; ``code`` ends its type, else the status speaks for itself."""
    body: dict[str, Any] = {
        "type": f"{TYPE_PREFIX}{code}" if code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return body | ({"errors": errors} if errors else {})


def _plain(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return render(request, f"{status.value}.html", status=status)
    body = problem(status, detail)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Be handler404, which Django calls by keyword: a problem under /api, a page elsewhere."""
    del exception
    return _plain(request, HTTPStatus.NOT_FOUND, "There is nothing here.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Be handler500: a problem under /api, a page elsewhere."""
    return _plain(
        request, HTTPStatus.INTERNAL_SERVER_ERROR, "This is our fault; it has been logged."
    )
