"""Whom this process is really talking to: a camera may answer with the address of another server.

FFmpeg follows such an RTSP redirect by itself and cannot be told not to. A capture process has one
camera, so that every TCP connection it holds must be to that camera's host.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Collection, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

ESTABLISHED: Final = "01"
TABLES: Final = ("/proc/net/tcp", "/proc/net/tcp6")
Address = IPv4Address | IPv6Address


def strayed(host: str, known: Collection[tuple[str, int]] = ()) -> bool:
    """Say whether this process has a TCP connection to anybody but ``host`` (a name or an address).

    ``known`` are the (address, port) of connections within this process. Looks into Linux's /proc;
    elsewhere nothing is known, and the answer is no.
    """
    peers = set(_peers(_own_sockets()))
    others = {address for address, port in peers if (str(address), port) not in known}
    return bool(others) and not others <= _addresses(host)


def _own_sockets() -> set[str]:
    """Return the inodes of this process's sockets."""
    found = set()
    with contextlib.suppress(OSError):
        for handle in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(handle.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found


def _peers(inodes: set[str]) -> Iterator[tuple[Address, int]]:
    for table in TABLES:
        with contextlib.suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == ESTABLISHED and fields[9] in inodes:
                    address, _, port = fields[2].partition(":")
                    yield _address(address), int(port, 16)


def _address(hexadecimal: str) -> Address:
    """Return an address as /proc/net/tcp writes it: words of 32 bits in the machine's own order."""
    words = [hexadecimal[at : at + 8] for at in range(0, len(hexadecimal), 8)]
    packed = b"".join(int(word, 16).to_bytes(4, "little") for word in words)
    return _plain(ip_address(packed))


def _addresses(host: str) -> set[Address]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except OSError:
        return set()
    return {_plain(ip_address(str(entry[4][0]).partition("%")[0])) for entry in found}


def _plain(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address
