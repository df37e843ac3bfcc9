"""Whom a guess at a password is counted against."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory, override_settings

from factory.sites.lockout import client_address


@pytest.mark.parametrize(
    ("proxies", "meta", "address"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.7"}, "192.0.2.7"),
        (0, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "198.51.100.1"),
        (
            1,
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.1"},
            "198.51.100.1",
        ),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(
    proxies: int, meta: dict[str, Any], address: str
) -> None:
    request = RequestFactory().get("/", **meta)
    with override_settings(REST_FRAMEWORK={"NUM_PROXIES": proxies}):
        assert client_address(request) == address


def test_a_sign_in_over_no_connection_has_no_address() -> None:
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]
    assert client_address(request) is None
