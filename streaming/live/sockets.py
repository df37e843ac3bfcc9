"""The listening socket of the live server."""

from __future__ import annotations

import socket
from typing import Final

UNSENT_BYTES: Final = 16 * 1024
"""What the kernel keeps unsent for one viewer. Its default holds ten seconds of old pictures for a
slow one; with this a 300 kB/s reader sees pictures 0.8 s old (measured)."""


def listening(host: str, port: int, backlog: int = 2048) -> socket.socket:
    """Return a socket for ``uvicorn.Server(...).run(sockets=[...])``; accepted ones inherit its options.

    Raises OSError where the address is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listener.bind((host, port))
        listener.listen(backlog)
    except OSError:
        listener.close()
        raise
    return listener
