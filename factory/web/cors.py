"""Which other origins may read a live answer; everything else is answered behind corsheaders."""

from __future__ import annotations

from collections.abc import Collection

from factory.web.protocol import Header, Message, Send


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
