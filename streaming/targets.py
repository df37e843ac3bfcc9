"""What a camera may be pointed at, pure: schemes, and the networks that a site allows.

Cameras live in private networks, so that "no private addresses" cannot be the rule: a site lists its
networks, and whatever is not on the list is refused in the same words, open port or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import PurePosixPath
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from streaming.scene_names import SCENES

NETWORK_SCHEMES: Final = frozenset({"rtsp", "rtsps", "http", "https"})
LOCAL_SCHEMES: Final = frozenset({"file", "scene"})
DEFAULT_PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
LARGEST_PORT: Final = 65535
# Narrower than any URL parser: what two parsers could read differently (a backslash, a second @, a
# fragment, a blank) is not let through, lest FFmpeg goes where nobody has looked.
NETWORK_SOURCE: Final = re.compile(
    r"(?i:rtsps?|https?)://(?P<host>[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[!-\"$-\[\]-~]*)?"
)
AUTHORITY_END: Final = re.compile(r"[/?#]")
SCENE: Final = re.compile(r"scene:(?P<name>[a-z0-9-]+)(\?seed=[0-9]{1,9})?")
NO_MEDIA: Final = "file: is followed by the name of a file in the media folder."
REFUSED: Final = "This address is not one that this site's cameras may have."
Address: TypeAlias = IPv4Address | IPv6Address


class BadTargetError(ValueError):
    """The source cannot be a camera's; the text may be shown to the person who typed it."""


def check_source(source: str) -> None:
    """Raise BadTargetError unless ``source`` has a known scheme, a host if it needs one, no secrets."""
    scheme = source.partition(":")[0].lower()
    if scheme not in NETWORK_SCHEMES | LOCAL_SCHEMES:
        raise BadTargetError("A source begins with rtsp:, rtsps:, http:, https:, file: or scene:.")
    if scheme in NETWORK_SCHEMES:
        _check_network(source)
    elif scheme == "file":
        _check_file(file_name(source))
    else:
        _check_scene(source)


def _check_scene(source: str) -> None:
    found = SCENE.fullmatch(source)
    if found is None:
        raise BadTargetError("scene: is followed by a scene's name and, if you like, ?seed=1.")
    if found["name"] not in SCENES:
        raise BadTargetError(f"There is no such scene; there are: {', '.join(SCENES)}.")


def _check_network(source: str) -> None:
    authority = AUTHORITY_END.split(source.partition(":")[2].removeprefix("//"))[0]
    if "@" in authority:
        raise BadTargetError("User and password have fields of their own, which are encrypted.")
    found = NETWORK_SOURCE.fullmatch(source)
    if found is None:
        raise BadTargetError("An address looks like rtsp://host:554/path, in plain letters.")
    if found["port"] and not 1 <= int(found["port"]) <= LARGEST_PORT:
        raise BadTargetError("The port is not a number from 1 to 65535.")
    if found["host"].startswith("[") and not _is_v6(found["host"][1:-1]):
        raise BadTargetError("An address looks like rtsp://host:554/path, in plain letters.")


def _is_v6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _check_file(name: str) -> None:
    path = PurePosixPath(name)
    odd = not name.isprintable() or "\\" in name
    if odd or path.is_absolute() or ".." in path.parts or not path.name:
        raise BadTargetError(NO_MEDIA)


def file_name(source: str) -> str:
    """Return what follows ``file:``, as it stands."""
    return source.partition(":")[2]


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


def narrowed(installed: Sequence[str], own: Sequence[str]) -> list[str]:
    """Return the networks (CIDR) that lie in one of each; without any ``own``, the installed ones."""
    if not own:
        return list(installed)
    pairs = [(ip_network(one), ip_network(other)) for one in installed for other in own]
    # Of two networks that overlap, one lies in the other.
    return [
        str(max(pair, key=lambda network: network.prefixlen))
        for pair in pairs
        if pair[0].version == pair[1].version and pair[0].overlaps(pair[1])
    ]


def _within(target: Address, network: str) -> bool:
    try:
        return target in ip_network(network.strip(), strict=False)
    except ValueError:
        return False


def same_endpoint(one: str, other: str) -> bool:
    """Return whether two sources lead to the same server: a password is for one server only."""
    return _server(one) == _server(other)


def _server(source: str) -> tuple[str, ...]:
    scheme = source.partition(":")[0].lower()
    if scheme not in NETWORK_SCHEMES:
        return (scheme,)
    host, port = endpoint(source)
    return scheme, host, str(port)
