"""What a camera may be pointed at, pure: schemes, and the networks that a site allows.

Cameras live in private networks, so that "no private addresses" cannot be the rule: a site lists its
networks, and whatever is not on the list is refused in the same words, open port or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import PurePosixPath
from typing import Final, TypeAlias
from urllib.parse import urlsplit

NETWORK_SCHEMES: Final = frozenset({"rtsp", "rtsps", "http", "https"})
LOCAL_SCHEMES: Final = frozenset({"file", "scene"})
DEFAULT_PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
REFUSED: Final = "This address is not one that this site's cameras may have."
Address: TypeAlias = IPv4Address | IPv6Address


class BadTargetError(ValueError):
    """The source cannot be a camera's; the text may be shown to the person who typed it."""


def check_source(source: str) -> None:
    """Raise BadTargetError unless ``source`` has a known scheme, a host if it needs one, no secrets."""
    parts = urlsplit(source)
    if parts.scheme not in NETWORK_SCHEMES | LOCAL_SCHEMES:
        raise BadTargetError("A source begins with rtsp:, rtsps:, http:, https:, file: or scene:.")
    if parts.username or parts.password:
        raise BadTargetError("User and password have fields of their own, which are encrypted.")
    if parts.scheme in NETWORK_SCHEMES:
        _check_host(source)
    elif parts.scheme == "file":
        _check_file(parts.path)


def _check_host(source: str) -> None:
    try:
        parts = urlsplit(source)
        port = parts.port
    except ValueError as error:
        raise BadTargetError("The port is not a number from 1 to 65535.") from error
    if not parts.hostname or port == 0:
        raise BadTargetError("The source names no host.")


def _check_file(path: str) -> None:
    name = PurePosixPath(path)
    if name.is_absolute() or ".." in name.parts or not name.name:
        raise BadTargetError("file: is followed by the name of a file in the media folder.")


def endpoint(source: str) -> tuple[str, int]:
    """Return (host, port) of a network source."""
    parts = urlsplit(source)
    return parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]


def pinned(source: str, address: Address) -> str:
    """Return ``source`` with its host replaced by the address that was checked."""
    parts = urlsplit(source)
    host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6
    return parts._replace(netloc=f"{host}:{endpoint(source)[1]}").geturl()


def allowed(address: str, networks: Iterable[str]) -> bool:
    """Return whether an address lies in one of the networks (CIDR); a bad entry allows nothing."""
    try:
        target = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(target, "ipv4_mapped", None)
    return any(_within(mapped or target, network) for network in networks)


def _within(target: Address, network: str) -> bool:
    try:
        return target in ip_network(network.strip(), strict=False)
    except ValueError:
        return False
