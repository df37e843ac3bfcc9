"""Whole answers of plain ASGI callables: JSON, and problems as everywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http import HTTPStatus
from math import ceil
from typing import Any

from django.template.loader import render_to_string

from factory.core.errors import DomainError
from factory.core.problems import CONTENT_TYPE, problem
from factory.web.protocol import Header, Send

JSON = "application/json"
KEEP_NOTHING: Header = (b"cache-control", b"no-store")
NO_SNIFFING: Header = (b"x-content-type-options", b"nosniff")


async def send_json(
    send: Send,
    body: Any,
    *,
    status: int = 200,
    content_type: str = JSON,
    headers: Iterable[Header] = (),
) -> None:
    """Answer with ``body`` as JSON, never cached."""
    content = json.dumps(body, separators=(",", ":")).encode()
    await _send(send, content, status, content_type, headers)


async def send_page(send: Send, template: str, told: dict[str, Any], status: int) -> None:
    """Answer with a page for a person's eyes, never cached; its template asks the database nothing."""
    content = render_to_string(template, told).encode()
    await _send(send, content, status, "text/html; charset=utf-8")


async def _send(
    send: Send, content: bytes, status: int, content_type: str, headers: Iterable[Header] = ()
) -> None:
    start: list[Header] = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(content)).encode()),
        KEEP_NOTHING,
        NO_SNIFFING,
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": content})


async def send_problem(
    send: Send, status: int, detail: str, *, code: str = "", headers: Iterable[Header] = ()
) -> None:
    """Answer with an RFC 9457 problem."""
    body = problem(status, detail, code=code)
    await send_json(send, body, status=status, content_type=CONTENT_TYPE, headers=headers)


async def send_error(send: Send, error: DomainError) -> None:
    """Answer with the problem that a domain error is."""
    headers: list[Header] = []
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers = [(b"www-authenticate", b"Bearer")]
    if wait := getattr(error, "wait", None):
        headers = [(b"retry-after", str(ceil(wait)).encode())]
    await send_problem(send, int(error.status), error.detail, code=error.code, headers=headers)
