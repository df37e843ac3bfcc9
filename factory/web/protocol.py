"""ASGI's callables as types, for applications that are no framework's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol, TypeAlias

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Header: TypeAlias = tuple[bytes, bytes]


class LiveView(Protocol):
    """A plain ASGI callable; it gets the named groups of its route's pattern."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send, **groups: str) -> None: ...


def header(scope: Scope, name: bytes) -> bytes:
    """Return a header's first value, or nothing; ``name`` is lower case."""
    return next((value for key, value in scope.get("headers", ()) if key == name), b"")
