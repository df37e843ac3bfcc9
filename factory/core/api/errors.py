"""Every error of the API as RFC 9457 ``application/problem+json``: type, title, status, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from factory.core.api.database_errors import database_problem
from factory.core.errors import DomainError
from factory.core.four_eyes import note_refusal
from factory.core.problems import CONTENT_TYPE, problem


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: domain errors, Django's validation errors and DRF's own, one shape."""
    response = (
        _domain(error) or database_problem(error, context["request"].method) or _drf(error, context)
    )
    if response is not None:
        response.content_type = CONTENT_TYPE
        _as_json(context["request"])
    return response


def _as_json(request: Request) -> None:
    """Let a problem be JSON, as its type says, whatever the answer would have been: YAML, or a page."""
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = JSONRenderer.media_type


def _domain(error: Exception) -> Response | None:
    if not isinstance(error, DomainError):
        return None
    set_rollback()
    note_refusal(error)
    errors = [{"pointer": f"/{name}", "detail": text} for name, text in error.fields.items()]
    status = int(error.status)
    return Response(problem(status, error.detail, code=error.code, errors=errors), status=status)


def _drf(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(_messages(error))
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        errors = list(pointers(response.data))
        response.data = problem(
            response.status_code, "Some values are not right.", code="invalid", errors=errors
        )
    else:
        detail, code = _said(error)
        response.data = problem(response.status_code, detail, code=code)
    return response


def _messages(error: ValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def _said(error: Exception) -> tuple[str, str]:
    """Return its words and its code; Django's own errors have neither."""
    if isinstance(error, Http404):
        return "There is nothing here.", "not-found"
    if isinstance(error, PermissionDenied):
        return "Your role does not allow this.", "permission-denied"
    code = str(getattr(error, "default_code", "")).replace("_", "-")
    return str(getattr(error, "detail", error)), code


def pointers(data: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Yield ``{pointer, detail}`` for each leaf of DRF's nested errors (JSON pointers, RFC 6901)."""
    if isinstance(data, dict):
        for key, value in data.items():
            own = key in (api_settings.NON_FIELD_ERRORS_KEY, NON_FIELD_ERRORS)
            yield from pointers(value, path if own else f"{path}/{key}")
    elif isinstance(data, list):
        for index, value in enumerate(data):
            nested = isinstance(value, dict)
            yield from pointers(value, f"{path}/{index}" if nested else path)
    else:
        yield {"pointer": path or "/", "detail": str(data)}
