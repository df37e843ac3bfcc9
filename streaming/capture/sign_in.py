"""Signing in at a camera: the answer to its challenge (RFC 7617 basic, RFC 7616 digest)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import Final

CHALLENGE: Final = re.compile(
    r"^www-authenticate:[ \t]*(basic|digest)[ \t]+(.*?)\s*$", re.IGNORECASE | re.MULTILINE
)

PARAMETER: Final = re.compile(r'([\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


def authorization(head: str, method: str, target: str, user: tuple[str, str]) -> str:
    """Return what to send as ``Authorization``; empty where the head has no challenge that is known.

    ``user`` are name and password.
    """
    challenges = {kind.lower(): rest for kind, rest in CHALLENGE.findall(head)}
    if "digest" in challenges:
        return _digest(_parameters(challenges["digest"]), method, target, user)
    if "basic" in challenges:
        return f"Basic {base64.b64encode(':'.join(user).encode()).decode()}"
    return ""


def _parameters(challenge: str) -> dict[str, str]:
    """Return what a challenge says; the library's own parser brings a whole HTTP client along."""
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
        for name, quoted, bare in PARAMETER.findall(challenge)
    }


def _digest(given: dict[str, str], method: str, target: str, user: tuple[str, str]) -> str:
    realm, nonce = given.get("realm", ""), given.get("nonce", "")
    said = {"username": user[0], "realm": realm, "nonce": nonce, "uri": target}
    first, second = _md5(user[0], realm, user[1]), _md5(method, target)
    if "auth" in given.get("qop", "").replace(" ", "").split(","):
        own = secrets.token_hex(8)
        proof = _md5(first, nonce, "00000001", own, "auth", second)
        said["cnonce"] = own
        counted = ", qop=auth, nc=00000001"
    else:
        proof, counted = _md5(first, nonce, second), ""
    if "opaque" in given:
        said["opaque"] = given["opaque"]
    quoted = ", ".join(f'{name}="{value}"' for name, value in (said | {"response": proof}).items())
    return f"Digest {quoted}{counted}"


def _md5(*parts: str) -> str:
    # The protocol's own choice; nothing of ours rests on it.
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()
