"""Asks a network camera whether it answers at all, cheaper and sooner than opening its video would."""

from __future__ import annotations

import socket
import ssl
from typing import Final
from urllib.parse import urlsplit

from streaming.capture.trust import TLS, unverified

PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}


def answers(url: str, timeout: float = 1.0) -> bool:
    """Say whether the server behind ``url`` speaks.

    A frozen one still accepts connections, so it is asked for its options, and any answer counts, a
    refusal too. No password is sent.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        return False
    question = f"OPTIONS {_target(url)}".encode()
    try:
        # Cameras sign their own certificates, and nothing secret is said here.
        with connect(url, timeout, unverified() if parts.scheme in TLS else None) as line:
            line.sendall(question)
            return bool(line.recv(1))
    except (OSError, ValueError):
        return False


def connects(url: str, timeout: float = 1.0) -> bool:
    """Say whether anybody takes connections at ``url``: all that some cameras do when asked by others."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        return False
    try:
        connect(url, timeout, None).close()
    except (OSError, ValueError):
        return False
    return True


def _target(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.startswith("rtsp"):
        target = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return f"{target} RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    return f"{parts.path or '/'} HTTP/1.1\r\nHost: {parts.hostname}\r\nConnection: close\r\n\r\n"


def connect(
    url: str, timeout: float, context: ssl.SSLContext | None, whom: str = ""
) -> socket.socket:
    """Return a connection to the server of ``url``, which proves to be ``whom`` (else its host).

    Raises OSError.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    line = socket.create_connection((host, parts.port or PORTS[parts.scheme]), timeout)
    if context is None:
        return line
    try:
        return context.wrap_socket(line, server_hostname=whom or host)
    except OSError:
        line.close()
        raise
