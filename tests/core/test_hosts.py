"""A server that listens for others too knows its own names, and prints an address that opens."""

from __future__ import annotations

import socket
from typing import Any, Self

import pytest

from factory.hosts import names_of, reached_at


class Route:
    """A socket that says from which address it would send."""

    def __init__(self, own: str | None) -> None:
        self.own = own

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def connect(self, _address: Any) -> None:
        if self.own is None:
            raise OSError("no network")

    def getsockname(self) -> tuple[str | None, int]:
        return self.own, 0


@pytest.mark.parametrize(
    ("host", "own", "names", "address"),
    [
        pytest.param("127.0.0.1", "10.0.0.5", [], "127.0.0.1", id="loopback"),
        pytest.param("10.0.0.5", "10.0.0.5", ["10.0.0.5"], "10.0.0.5", id="one address"),
        pytest.param("::1", None, [], "[::1]", id="IPv6 in brackets, as in a URL"),
        pytest.param("0.0.0.0", "10.0.0.5", ["gate-pc", "10.0.0.5"], "10.0.0.5", id="all"),
        pytest.param("::", "10.0.0.5", ["gate-pc", "10.0.0.5"], "10.0.0.5", id="all, IPv6 too"),
        pytest.param("0.0.0.0", None, ["gate-pc"], "localhost", id="all, without a network"),
    ],
)
def test_names_and_address(
    host: str, own: str | None, names: list[str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "gate-pc")
    monkeypatch.setattr(socket, "socket", lambda *_: Route(own))
    assert names_of(host) == ["localhost", "127.0.0.1", "[::1]", *names]
    assert reached_at(host) == address
