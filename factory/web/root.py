"""The one ASGI root: live paths to plain ASGI callables, everything else to threads of WSGI."""

from __future__ import annotations

import asyncio
import contextlib
import string
from collections.abc import Awaitable, Callable, Collection
from typing import Any, cast
from urllib.parse import quote_from_bytes

from a2wsgi import WSGIMiddleware
from django.conf import settings

from factory.core.errors import DomainError
from factory.web.answering import answer
from factory.web.cors import adding, cross_origin, is_preflight
from factory.web.download import Outbox
from factory.web.plain import send_error, send_page
from factory.web.protocol import Message, Receive, Scope, Send, header
from factory.web.routes import Routes
from factory.web.upload import (
    ClientGoneError,
    Limits,
    TooLarge,
    length_of,
    linger,
    refuse_declared,
    replay,
    take_in,
)

THREADS = 8
FRAMING = frozenset({b"content-length", b"transfer-encoding"})
QUERY_CHARACTERS = string.punctuation
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]


class Root:
    """What uvicorn runs. ``origins`` may read live answers from other hosts' pages."""

    def __init__(
        self,
        wsgi: Callable[..., Any],
        routes: Routes,
        limits: Limits,
        *,
        origins: Collection[str] = (),
        threads: int = THREADS,
    ) -> None:
        self._threads = cast("Application", WSGIMiddleware(wsgi, workers=threads))
        self._routes = routes
        self._limits = limits
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        live = self._routes.find(scope["path"])
        with contextlib.suppress(ClientGoneError):
            # Preflights are answered by Django, as on every other path.
            if live is None or is_preflight(scope):
                await self._on_a_thread(scope, receive, send)
            else:
                origin = header(scope, b"origin").decode("latin-1")
                answering = adding(send, cross_origin(origin, self._origins))
                await answer(live, scope, receive, answering)

    async def _on_a_thread(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            refuse_declared(scope, self._limits)
            body = await take_in(receive, self._limits)
        except DomainError as error:
            await self._refuse(error, scope, receive, send)
            return
        outbox = Outbox(send)
        delivering = asyncio.ensure_future(outbox.deliver())
        try:
            whole = presentable(scope, length_of(body))
            await self._threads(whole, replay(body, receive), outbox.put)
            await delivering
        finally:
            delivering.cancel()
            outbox.close()
            body.close()

    async def _refuse(self, error: DomainError, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and close the connection: what is left of the body is nobody's."""
        closing = adding(send, [(b"connection", b"close")])
        if not isinstance(error, TooLarge):
            await send_error(closing, error)
            return
        if wants_a_page(scope):
            told = {"megabytes": error.megabytes}
            await send_page(open_ended(closing), "413.html", told, error.status)
        else:
            await send_error(open_ended(closing), error)
        await linger(receive, self._limits)
        await send({"type": "http.response.body", "body": b""})


def open_ended(send: Send) -> Send:
    """Return a ``send`` whose answer is whole and yet not over: the caller says when it is."""

    async def sending(message: Message) -> None:
        await send({**message, "more_body": True} if "body" in message else message)

    return sending


def wants_a_page(scope: Scope) -> bool:
    """Return whether a person's browser asks, and not a program."""
    return b"text/html" in header(scope, b"accept") and not scope["path"].startswith("/api/")


def root_of(wsgi: Callable[..., Any]) -> Root:
    """Return the root in front of ``wsgi``, as the settings say."""
    routes = Routes(settings.LIVE_ROUTES)
    limits = Limits(settings.MAX_BODY_BYTES)
    return Root(wsgi, routes, limits, origins=settings.CORS_ALLOWED_ORIGINS)


def presentable(scope: Scope, length: int) -> Scope:
    """Return the scope as WSGI can have it, with the ``length`` in bytes of the body taken in.

    Django reads as much as content-length says, which a body that came in chunks does not have.

    WSGI writes ``x_forwarded_for`` and ``X-Forwarded-For`` alike, so that the former would pass a
    proxy that replaces the latter: header names with an underscore are left out, as nginx and Django's
    own server do. A query string is made ASCII.
    """
    headers = [
        pair for pair in scope["headers"] if b"_" not in pair[0] and pair[0].lower() not in FRAMING
    ]
    if length:
        headers.append((b"content-length", str(length).encode("ascii")))
    query = quote_from_bytes(scope["query_string"], safe=QUERY_CHARACTERS).encode("ascii")
    return {**scope, "headers": headers, "query_string": query}


async def lifespan(receive: Receive, send: Send) -> None:
    """Say that we are up and down; what lives longer than a request starts at its first use."""
    ended = False
    while not ended:
        message: Message = await receive()
        await send({"type": f"{message['type']}.complete"})
        ended = message["type"] == "lifespan.shutdown"
