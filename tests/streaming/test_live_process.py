"""The process for live paths alone: the pictures, the sign-in of the whole product, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest

from benchmarks.streaming.product import VIEWER, Product, product
from tests.streaming.serving import Browser

LIVE = "factory.live_settings"


@pytest.fixture(scope="module")
def live() -> Iterator[Product]:
    with product(1, settings=LIVE) as running:
        yield running


def answer(live: Product, method: str, path: str) -> tuple[int, str, bytes]:
    with closing(HTTPConnection("127.0.0.1", live.server.port, timeout=10)) as line:
        line.request(method, path, headers=live.headers)
        got = line.getresponse()
        return got.status, str(got.getheader("content-type")), got.read()


def test_it_shows_cameras_to_those_who_signed_in_elsewhere(live: Product) -> None:
    path = live.path(live.cameras[0])
    for known_by in (live.headers, live.server.cookie(VIEWER)):
        with Browser(live.server.port, path, headers=known_by) as browser:
            assert browser.status == 200
            assert browser.part()[1].startswith(b"\xff\xd8")
    with Browser(live.server.port, path) as stranger:
        assert stranger.status == 401


def test_it_tells_events(live: Product) -> None:
    with Browser(live.server.port, "/api/v1/events", headers=live.headers) as browser:
        assert browser.status == 200
        assert browser.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/cameras"),
        ("GET", "/api/health"),
        ("POST", "/api/v1/auth/token"),
    ],
)
def test_it_has_nothing_else(live: Product, method: str, path: str) -> None:
    status, kind, body = answer(live, method, path)
    assert (status, kind) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404


def test_a_stream_is_only_asked_for(live: Product) -> None:
    status, kind, _ = answer(live, "POST", "/api/v1/cameras/1/stream")
    assert (status, kind) == (405, "application/problem+json")


def test_a_page_that_strays_there_is_told_so(live: Product) -> None:
    status, kind, body = answer(live, "GET", "/admin/")
    assert status == 404
    assert kind.startswith("text/html")
    assert b"There is nothing here" in body
    assert answer(live, "GET", "/")[0] == 302


def test_its_settings_pass_the_checks() -> None:
    command = [sys.executable, "manage.py", "check", "--settings", LIVE, "--fail-level", "WARNING"]
    subprocess.run(command, capture_output=True, check=True)
