"""Where a webhook may lead."""

from __future__ import annotations

import pytest

from factory.alerts.channels.addresses import Target, may_call, target_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://hooks.example/a?b=c", Target("https", "hooks.example", 443, "/a?b=c")),
        ("https://hooks.example:8443", Target("https", "hooks.example", 8443, "/")),
        ("https://HOOKS.example./x", Target("https", "hooks.example", 443, "/x")),
        ("https://[2001:db8::1]/x", Target("https", "2001:db8::1", 443, "/x")),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: Target) -> None:
    assert target_of(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "http://hooks.example/",
        "http://127.0.0.1/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "https://",
        "https://user:password@hooks.example/",
        "https://hooks.example:99999/",
        "https://hooks.example/a b",
        "https://hooks.example/a\r\nX-Forged: 1",
    ],
)
def test_what_is_no_webhook(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:9000/", True),
        ("http://localhost:9000/", True),
        ("http://[::1]:9000/", True),
        ("http://10.0.0.1/", False),
        ("http://hooks.example/", False),
    ],
)
def test_plain_http_is_for_this_machine_in_debug(url: str, allowed: bool) -> None:
    if allowed:
        assert target_of(url, debug=True).scheme == "http"
    else:
        with pytest.raises(ValueError, match="not http"):
            target_of(url, debug=True)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("0.0.0.0", False),
        ("::", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:0a00:0001::", False),
        ("64:ff9b::0a00:0001", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
    ],
)
def test_only_what_is_public_may_be_called(address: str, allowed: bool) -> None:
    assert may_call("hooks.example", address, allowed_hosts=()) is allowed


def test_a_host_that_the_operator_names_may_be_private() -> None:
    assert may_call("hub.plant", "10.0.0.7", allowed_hosts=["hub.plant"])
    assert not may_call("other.plant", "10.0.0.7", allowed_hosts=["hub.plant"])


def test_debug_opens_this_machine_and_nothing_else() -> None:
    assert may_call("localhost", "127.0.0.1", allowed_hosts=(), debug=True)
    assert not may_call("router", "192.168.1.1", allowed_hosts=(), debug=True)
