"""The one port over a real server: slow clients, bounds, and what is not live."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest

from tests.patience import patient
from tests.web.serving import Served

SLOW_UPLOADS = 10
MEGABYTE = 1024 * 1024


@contextmanager
def asked(server: Served, path: str, method: str = "GET", **headers: str) -> Iterator[HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        yield connection.getresponse()
    finally:
        connection.close()


@contextmanager
def raw(server: Served, head: str) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        yield line


def half_an_upload(server: Served) -> socket.socket:
    head = (
        "POST /api/v1/auth/token HTTP/1.1\nHost: localhost\n"
        "Content-Type: application/json\nContent-Length: 100000\n\n"
    )
    line = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    line.sendall(head.replace("\n", "\r\n").encode() + b"{")
    return line


def test_ten_slow_uploads_slow_neither_health_nor_the_rest(server: Served) -> None:
    with ExitStack() as slow:
        for _ in range(SLOW_UPLOADS):
            slow.enter_context(half_an_upload(server))
        time.sleep(0.3)
        for path in ("/api/health", "/api/v1/system-info"):
            began = time.monotonic()
            with asked(server, path, **server.bearer("ann")) as answer:
                assert answer.status == 200
                answer.read()
            assert time.monotonic() - began < patient(1)


@pytest.mark.parametrize("padding", [0, 300_000], ids=["in memory", "in a file"])
def test_a_body_in_chunks_is_read_as_one_of_a_declared_length(server: Served, padding: int) -> None:
    body = json.dumps({"username": "nobody", "password": "wrong", "note": "x" * padding}).encode()
    answers = []
    for framing in ("Content-Length", "Transfer-Encoding"):
        pieces = (body[at : at + 1000] for at in range(0, len(body), 1000))
        chunked = framing == "Transfer-Encoding"
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as line:
            headers = {"Content-Type": "application/json"}
            line.request("POST", "/api/v1/auth/token", pieces if chunked else body, headers)
            answer = line.getresponse()
            answers.append((answer.status, json.loads(answer.read())["detail"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


def test_an_upload_that_says_it_is_too_large_is_refused_unread(server: Served) -> None:
    head = "POST /api/v1/alerts HTTP/1.1\nHost: localhost\nContent-Length: 999999999\n\n"
    with raw(server, head) as line:
        answer = line.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "application/problem+json" in answer


@pytest.mark.parametrize(
    "framing", [f"Content-Length: {30 * MEGABYTE}", "Transfer-Encoding: chunked"]
)
def test_who_sends_too_much_can_end_and_read_the_answer(server: Served, framing: str) -> None:
    """A browser does; on a connection that was reset it would show just that."""
    head = f"POST /api/v1/alerts HTTP/1.1\nHost: localhost\n{framing}\n\n"
    piece = b"x" * MEGABYTE
    if "chunked" in framing:
        piece = b"100000\r\n" + piece + b"\r\n"
    with raw(server, head) as line:
        for _ in range(30):
            line.sendall(piece)
        if "chunked" in framing:
            line.sendall(b"0\r\n\r\n")
        answer, piece = b"", b"x"
        while piece:
            piece = line.recv(65536)
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"20 MB" in answer


def test_who_sends_for_ever_is_cut_off(server: Served) -> None:
    head = "POST /api/v1/alerts HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n"
    megabyte = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"
    sent = 0
    with raw(server, head) as line, contextlib.suppress(OSError):
        while sent < 1000:
            line.sendall(megabyte)
            sent += 1
    assert sent < 1000


def test_pages_and_static_files_come_from_the_threads(server: Served) -> None:
    with asked(server, "/admin/login/") as page:
        assert page.status == 200
        assert b"Factory AI" in page.read()
    with asked(server, "/static/admin/css/base.css") as file:
        assert file.status == 200
        assert len(file.read()) > 1000


def test_other_methods_on_a_live_path(server: Served) -> None:
    with asked(server, "/api/v1/health", method="POST") as answer:
        assert answer.status == 405
    with asked(server, "/api/v1/health", method="HEAD") as answer:
        assert answer.status in {200, 503}
        assert answer.read() == b""


def test_health_tells_which_part_is_missing(server: Served) -> None:
    with asked(server, "/api/health") as answer:
        told = json.loads(answer.read())
    assert told["status"] == "degraded"
    up = {name: part["status"] for name, part in told["services"].items()}
    assert up["database"] == up["broker"] == "up"
    assert {"worker.faces", "worker.gate", "worker.maintenance", "beat"} <= {
        name for name, state in up.items() if state == "down"
    }


def test_a_query_that_is_not_ascii_is_no_failure(server: Served) -> None:
    with raw(
        server, "GET /admin/login/?next=/\n".strip() + "é HTTP/1.1\nHost: localhost\n\n"
    ) as line:
        assert line.recv(64).startswith(b"HTTP/1.1 ")


def test_requests_leave_no_socket_behind(server: Served) -> None:
    def ask(times: int) -> int:
        for _ in range(times):
            with asked(server, "/api/v1/system-info", **server.bearer("ann")) as answer:
                answer.read()
        return server.sockets

    before = ask(20)
    assert ask(100) <= before + 2
