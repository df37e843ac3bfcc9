"""Which other origins may read a live answer; everything else is answered behind corsheaders."""

from __future__ import annotations

from collections.abc import Collection

from factory.web.protocol import Header, Message, Scope, Send, header


def is_preflight(scope: Scope) -> bool:
    """Return whether a browser asks if a page of another origin may ask (Fetch standard, 4.8)."""
    asked = header(scope, b"access-control-request-method")
    return scope["method"] == "OPTIONS" and bool(asked)


def cross_origin(origin: str, allowed: Collection[str]) -> list[Header]:
    """Return the headers that let ``origin`` read the answer, or none where it is not allowed."""
    if origin not in allowed:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


def adding(send: Send, headers: list[Header]) -> Send:
    """Return a ``send`` that puts ``headers`` on the answer."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *headers]}
        await send(message)

    return with_headers if headers else send
