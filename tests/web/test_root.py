"""The ASGI root with small applications behind it: routing, slow readers, errors, lifespan."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import DataError, OperationalError

from factory.core.errors import NotFound
from factory.web.protocol import Message, Receive, Scope, Send
from factory.web.root import Root, lifespan, presentable
from factory.web.routes import Routes
from factory.web.upload import Limits

LIMITS = Limits(most_bytes=1000)


def scope_of(path: str, method: str = "GET", **headers: str) -> Scope:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }


async def camera(scope: Scope, receive: Receive, send: Send, *, number: str = "none") -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"camera {number}".encode()})


async def data_error(scope: Scope, receive: Receive, send: Send) -> None:
    raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")


async def away(scope: Scope, receive: Receive, send: Send) -> None:
    raise OperationalError("connection to 10.0.0.3 refused")


async def lost(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise OperationalError("connection lost")


async def missing(scope: Scope, receive: Receive, send: Send) -> None:
    raise NotFound("There is no such camera.")


def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode(), b" ", body]


def root(application: Callable[..., Any] = wsgi, **options: Any) -> Root:
    table = {
        r"/live(/(?P<number>\d+))?": f"{__name__}.camera",
        r"/missing": f"{__name__}.missing",
        r"/data": f"{__name__}.data_error",
        r"/away": f"{__name__}.away",
        r"/lost": f"{__name__}.lost",
    }
    return Root(application, Routes(table), LIMITS, **options)


def call(application: Root, scope: Scope, body: bytes = b"") -> list[Message]:
    return asyncio.run(_call(application, scope, body))


async def _call(application: Root, scope: Scope, body: bytes = b"") -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await application(scope, receive, send)
    return sent


def body_of(messages: list[Message]) -> bytes:
    assert messages[-1].get("more_body", False) is False
    return b"".join(message["body"] for message in messages[1:])


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/live", "GET", b"camera none"),
        ("/live/17", "GET", b"camera 17"),
        ("/live/17/more", "GET", b"/live/17/more "),
        ("/lives", "GET", b"/lives "),
        ("/lives", "POST", b"/lives "),
        ("/other", "GET", b"/other "),
    ],
)
def test_only_a_whole_match_is_live(path: str, method: str, expected: bytes) -> None:
    assert body_of(call(root(), scope_of(path, method))) == expected


def test_a_body_reaches_the_threads() -> None:
    assert body_of(call(root(), scope_of("/form", "POST"), b"a=1")) == b"/form a=1"


def test_a_domain_error_of_a_live_path_is_a_problem() -> None:
    start, body = call(root(), scope_of("/missing"))
    assert start["status"] == 404
    assert b"no such camera" in body["body"]


@pytest.mark.parametrize(("path", "status"), [("/data", 400), ("/away", 503)])
def test_what_the_database_raises_before_the_answer_is_a_problem(path: str, status: int) -> None:
    start, body = call(root(), scope_of(path))
    assert start["status"] == status
    assert b"10.0.0.3" not in body["body"]
    assert b"NUL" not in body["body"]


def test_what_it_raises_later_ends_the_answer() -> None:
    with pytest.raises(OperationalError):
        call(root(), scope_of("/lost"))


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/live", "HEAD", 200),
        ("/missing", "HEAD", 404),
        ("/live", "OPTIONS", 204),
        ("/live", "POST", 405),
        ("/live", "DELETE", 405),
    ],
)
def test_other_methods_of_a_live_path(path: str, method: str, status: int) -> None:
    start, *rest = call(root(), scope_of(path, method))
    assert start["status"] == status
    assert ((b"allow", b"GET, HEAD, OPTIONS") in start["headers"]) == (method != "HEAD")
    if method in {"HEAD", "OPTIONS"}:
        assert [message["body"] for message in rest] == [b""]


def test_preflights_are_answered_behind() -> None:
    asked = {"origin": "https://hall.example", "access-control-request-method": "GET"}
    assert body_of(call(root(), scope_of("/live", "OPTIONS", **asked))) == b"/live "


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://hall.example", True), ("https://evil.example", False)]
)
def test_other_origins_read_live_answers_only_where_allowed(origin: str, allowed: bool) -> None:
    start, _ = call(root(origins=["https://hall.example"]), scope_of("/live", origin=origin))
    assert ((b"access-control-allow-origin", origin.encode()) in start["headers"]) is allowed


def test_a_slow_reader_of_a_long_answer_holds_no_thread() -> None:
    finished = threading.Event()

    def long(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        for _ in range(100):
            yield b"x" * 65536
        finished.set()

    async def read_slowly() -> int:
        gate, received = asyncio.Event(), 0

        async def send(message: Message) -> None:
            nonlocal received
            await gate.wait()
            received += len(message.get("body", b""))

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        answering = asyncio.ensure_future(root(long)(scope_of("/export"), receive, send))
        assert await asyncio.to_thread(finished.wait, 5)
        assert received == 0
        gate.set()
        await answering
        return received

    assert asyncio.run(read_slowly()) == 100 * 65536


def test_headers_that_wsgi_would_confuse_are_left_out() -> None:
    scope = scope_of("/", x_forwarded_for="203.0.113.9", accept="*/*")
    scope["query_string"] = b"name=\xc3\xa9&x=%20"
    told = presentable(scope, 0)
    assert told["headers"] == [(b"accept", b"*/*")]
    assert told["query_string"] == b"name=%C3%A9&x=%20"


@pytest.mark.parametrize(
    "framing", [{"Transfer-Encoding": "chunked"}, {"content-length": "3"}, {}], ids=str
)
def test_the_length_told_is_that_of_the_body_taken_in(framing: dict[str, str]) -> None:
    told = presentable(scope_of("/form", "POST", **framing), 3)
    assert told["headers"] == [(b"content-length", b"3")]


def test_lifespan_is_answered() -> None:
    async def live() -> list[str]:
        waiting = ["lifespan.startup", "lifespan.shutdown"]
        sent: list[str] = []

        async def receive() -> Message:
            return {"type": waiting.pop(0)}

        async def send(message: Message) -> None:
            sent.append(message["type"])

        await lifespan(receive, send)
        return sent

    assert asyncio.run(live()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_other_protocols_are_refused() -> None:
    assert call(root(), {"type": "websocket"})[0]["type"] == "websocket.close"
