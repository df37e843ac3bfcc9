"""Who guesses passwords is locked out, whatever address the guesses' own headers claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.conf import settings

from tests.web.serving import Served, served

FORGED = "203.0.113.{number}"
SEEN = "198.51.100.1"
"""What the proxy has seen and writes at the end of X-Forwarded-For."""


@pytest.fixture(scope="module")
def behind_a_proxy() -> Iterator[Served]:
    with served(TRUSTED_PROXIES="1") as running:
        yield running


def guess(server: Served, username: str, headers: dict[str, str]) -> tuple[int, str]:
    body = json.dumps({"username": username, "password": "a guess"})
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as line:
        whole = headers | {"Content-Type": "application/json"}
        line.request("POST", "/api/v1/auth/token", body, whole)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())["type"].rpartition(":")[2]


def guesses(server: Served, username: str, headers: dict[str, str]) -> list[tuple[int, str]]:
    """Guess once more than is allowed, each time from another address as the headers claim."""
    claims = [
        {name: text.format(number=number) for name, text in headers.items()}
        for number in range(settings.AXES_FAILURE_LIMIT + 1)
    ]
    return [guess(server, username, claim) for claim in claims]


def test_nobodys_header_is_believed_without_a_proxy(server: Served) -> None:
    assert guesses(server, "mallory", {"X-Forwarded-For": FORGED})[-1] == (429, "locked")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-Forwarded-For": f"{FORGED}, {SEEN}"}, id="in front of the proxy's own"),
        pytest.param({"X-Forwarded-For": SEEN, "X_Forwarded_For": FORGED}, id="with underscores"),
    ],
)
def test_behind_a_proxy_only_what_that_has_seen_counts(
    behind_a_proxy: Served, headers: dict[str, str]
) -> None:
    name = f"mallory {len(headers)}"
    assert guesses(behind_a_proxy, name, headers)[-1] == (429, "locked")


def test_behind_a_proxy_another_address_is_another_guesser(behind_a_proxy: Served) -> None:
    """Or the two above would be locked out whatever is believed."""
    found = guesses(behind_a_proxy, "trent", {"X-Forwarded-For": FORGED})
    assert {status for status, _ in found} == {401}
