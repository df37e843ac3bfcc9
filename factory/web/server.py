"""uvicorn as we run it: one process, our own socket, streams ended before it waits for connections."""

from __future__ import annotations

import socket

import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string

from factory.core.heaps import share_heaps
from factory.web.line import LineProtocol
from factory.web.rights import rights

GRACE_SECONDS = 3


class Server(uvicorn.Server):
    """Ends live streams first: uvicorn itself waits for them, and they never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        rights.end_all()
        await super().shutdown(sockets)


def config() -> uvicorn.Config:
    """Return the configuration.

    No access log, since query strings may hold secrets; no header of a proxy believed here, since
    Django decides which one may be.
    """
    return uvicorn.Config(
        "factory.asgi:application",
        loop="uvloop",
        http=LineProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; raises OSError where the address is taken."""
    share_heaps()
    with import_string(settings.LISTENING_SOCKET)(host, port) as listener:
        Server(config()).run(sockets=[listener])
