"""Taking a body in: bounds of size and time, memory and file, telling it again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from factory.web.protocol import Message, Receive
from factory.web.upload import (
    ClientGoneError,
    Limits,
    TooLarge,
    TooSlow,
    refuse_declared,
    replay,
    take_in,
)

LIMITS = Limits(most_bytes=1000, memory_bytes=100, idle_seconds=0.05, total_seconds=0.2)


def sending(pieces: Iterable[bytes], *, pause: float = 0.0, then: str = "silence") -> Receive:
    """Return a client that sends ``pieces``, resting before each, and then ends, leaves or hangs."""
    waiting = list(pieces)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        if waiting:
            piece = waiting.pop(0)
            more = bool(waiting) or then != "end"
            return {"type": "http.request", "body": piece, "more_body": more}
        if then == "silence":
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


@pytest.mark.parametrize(
    "pieces",
    [[b""], [b"abc"], [b"a" * 99, b"b"], [b"a" * 500, b"b" * 500]],
    ids=["empty", "short", "fills memory", "goes to a file"],
)
def test_a_body_is_told_again_as_it_came(pieces: list[bytes]) -> None:
    async def whole() -> bytes:
        receive = sending(pieces, then="end")
        with await take_in(receive, LIMITS) as body:
            again = replay(body, receive)
            told, more = b"", True
            while more:
                message = await again()
                told += message["body"]
                more = message["more_body"]
            assert (await again())["type"] == "http.disconnect"
        return told

    assert asyncio.run(whole()) == b"".join(pieces)


@pytest.mark.parametrize(
    ("receive", "error"),
    [
        (sending([b"a" * 600, b"b" * 401]), TooLarge),
        (sending([b"a"]), TooSlow),
        (sending([b"a"] * 100, pause=0.02), TooSlow),
        (sending([b"a"], then="leave"), ClientGoneError),
    ],
    ids=["too large", "falls silent", "drips for too long", "leaves"],
)
def test_what_is_not_taken_in(receive: Receive, error: type[Exception]) -> None:
    with pytest.raises(error):
        asyncio.run(take_in(receive, LIMITS))


@pytest.mark.parametrize(
    ("declared", "refused"), [(b"1000", False), (b"1001", True), (b"", False), (b"x", False)]
)
def test_a_declared_length_is_believed_only_where_it_is_too_large(
    declared: bytes, refused: bool
) -> None:
    scope = {"headers": [(b"content-length", declared)]}
    if refused:
        with pytest.raises(TooLarge):
            refuse_declared(scope, LIMITS)
    else:
        refuse_declared(scope, LIMITS)
