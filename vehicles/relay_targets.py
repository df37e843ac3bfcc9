"""Where a pulse may go: an address of the plant's own network that the operator allows. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RelayTarget:
    """A relay's address taken apart."""

    scheme: str
    host: str
    port: int
    path: str


def relay_target(url: str, *, allowed_hosts: Collection[str]) -> RelayTarget:
    """Take a relay's address apart; raises ValueError, with what is wrong.

    ``allowed_hosts`` are names or addresses, each with or without ``:port``. Credentials do not belong
    into an address: logs and lists show it.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if parts.scheme not in PORTS or not host:
        raise ValueError("a relay's address is an http or https URL")
    if parts.username or parts.password:
        raise ValueError("a relay's address has no user name or password; use its key")
    port = parts.port or PORTS[parts.scheme]
    if not {host, f"{host}:{port}"} & {one.lower() for one in allowed_hosts}:
        raise ValueError(f"{host} is not among the hosts that GATE_RELAY_HOSTS allows")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(character <= " " or character > "~" for character in path):
        raise ValueError("a relay's address has blanks or other characters that must be escaped")
    return RelayTarget(parts.scheme, host, port, path)
