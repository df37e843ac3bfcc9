"""The answer to a camera's challenge, by the RFCs' own examples."""

from __future__ import annotations

import pytest

from streaming.capture.sign_in import authorization

PAGE = ("GET", "/dir/index.html")
OLD = (
    "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n"
    'WWW-Authenticate: Digest realm="testrealm@host.com", '
    'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"\r\n\r\n'
)
NEW = OLD.replace('nonce="', 'qop="auth,auth-int", nonce="')
USER = ("Mufasa", "Circle Of Life")


def test_basic() -> None:
    head = 'HTTP/1.1 401 x\r\nwww-authenticate: Basic realm="x"\r\n\r\n'
    # RFC 7617, 2.
    proof = authorization(head, *PAGE, ("Aladdin", "open sesame"))
    assert proof == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_digest_with_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _bytes: "0a4f113b")
    # RFC 2617, 3.5.
    proof = authorization(NEW, *PAGE, USER)
    assert 'response="6629fae49393a05397450978507c4ef1"' in proof
    assert proof.startswith('Digest username="Mufasa", realm="testrealm@host.com"')
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in proof
    assert 'cnonce="0a4f113b"' in proof
    assert proof.endswith(", qop=auth, nc=00000001")


def test_digest_of_old() -> None:
    # RFC 2069, 2.4, as its errata have it.
    proof = authorization(OLD, *PAGE, ("Mufasa", "CircleOfLife"))
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in proof
    assert "qop" not in proof


def test_digest_is_preferred_and_nothing_is_answered_unasked() -> None:
    both = NEW.replace("CSeq: 1", 'WWW-Authenticate: Basic realm="x"')
    assert authorization(both, *PAGE, USER).startswith("Digest ")
    assert authorization("HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer\r\n\r\n", *PAGE, USER) == ""
