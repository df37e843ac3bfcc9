"""By which names and at which address this machine is reached when it listens on a host."""

from __future__ import annotations

import socket

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what HOST may say; nothing is bound here
# Of the range for documentation (RFC 5737): asking for the way there sends nothing.
FAR_AWAY = ("192.0.2.1", 9)


def names_of(host: str) -> list[str]:
    """Return what a request's Host may say where the server listens on ``host``."""
    own = [socket.gethostname(), reached_at(host)] if host in EVERYWHERE else [_bracketed(host)]
    return list(dict.fromkeys([*LOOPBACK, *own]))


def reached_at(host: str) -> str:
    """Return the address to open: of a server on every address, the one other machines see."""
    if host not in EVERYWHERE:
        return _bracketed(host)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(FAR_AWAY)
        except OSError:
            return "localhost"
        address: str = asking.getsockname()[0]
        return address


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
