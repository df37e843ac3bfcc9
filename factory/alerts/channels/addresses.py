"""Where a webhook may lead. Pure.

A webhook's target is chosen by a manager and called from inside the factory's network: without a rule it
could be used to reach what only that network may reach.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK_NAMES: Final = frozenset({"localhost"})
PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, *, debug: bool = False) -> Target:
    """Take a webhook's URL apart; raises ValueError, with what is wrong.

    https only; with ``debug`` http is allowed to this machine itself.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in PORTS or not host:
        raise ValueError("a webhook is an https URL")
    if parts.scheme == "http" and not (debug and _loopback(host)):
        raise ValueError("a webhook is an https URL, not http")
    if parts.username or parts.password:
        raise ValueError("a webhook's URL has no user name or password; use the channel's secret")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if any(character <= " " or character > "~" for character in host + path):
        raise ValueError("a webhook's URL has blanks or other characters that must be escaped")
    if not _is_address(host):
        _check_name(host)
    return Target(parts.scheme, host, parts.port or PORTS[parts.scheme], path)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _check_name(host: str) -> None:
    """Raise ValueError for what no resolver takes, such as an empty part or one above 63 characters."""
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise ValueError(f"{host} is not the name of a host") from error


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES


def may_call(
    host: str, address: str, *, allowed_hosts: Collection[str], debug: bool = False
) -> bool:
    """Return whether ``host``, which resolved to ``address``, may be called.

    Only what is public may, and hosts that the operator names; with ``debug`` this machine itself too.
    """
    if host in allowed_hosts:
        return True
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    if debug and mapped.is_loopback:
        return True
    return bool(mapped.is_global and not mapped.is_multicast and not mapped.is_reserved)
