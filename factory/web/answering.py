"""The answer of a live path, whatever befalls it: the methods it has, and problems for what fails."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Final

from django.db import DatabaseError, DataError

from factory.core.errors import DomainError, Invalid, Unavailable
from factory.web.plain import send_error, send_problem
from factory.web.protocol import Header, Message, Receive, Scope, Send
from factory.web.routes import Live

logger = logging.getLogger(__name__)
ALLOW: Final[Header] = (b"allow", b"GET, HEAD, OPTIONS")


class _HeadSentError(Exception):
    """The head is out, and nobody has asked for more."""


async def answer(live: Live, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request for a live path."""
    method = scope["method"]
    if method == "GET":
        await _got(live, scope, receive, send)
    elif method == "HEAD":
        try:
            await _got(live, scope, receive, _head_only(send))
        except _HeadSentError:
            return
    elif method == "OPTIONS":
        await send({"type": "http.response.start", "status": 204, "headers": [ALLOW]})
        await send({"type": "http.response.body", "body": b""})
    else:
        status = HTTPStatus.METHOD_NOT_ALLOWED
        await send_problem(send, status, "This address can only be read.", headers=[ALLOW])


async def _got(live: Live, scope: Scope, receive: Receive, send: Send) -> None:
    begun = False

    async def sending(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await live.view(scope, receive, sending, **live.groups)
    except (DomainError, DatabaseError) as error:
        if begun:
            raise
        await send_error(send, _told(error))


def _told(error: DomainError | DatabaseError) -> DomainError:
    """Return what a caller is told; the database's own words are for the log."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, DataError):
        return Invalid("The request has a value that no row can have.")
    logger.warning("⚠️ the database does not answer: %s", error)
    return Unavailable("The database does not answer; try again in a moment.")


def _head_only(send: Send) -> Send:
    """Return a ``send`` that ends the answer behind its head."""

    async def sending(message: Message) -> None:
        await send(message)
        await send({"type": "http.response.body", "body": b""})
        raise _HeadSentError

    return sending
