"""Asks a network camera whether it answers at all, cheaper and sooner than opening its video would."""

from __future__ import annotations

import socket
import ssl
from typing import Final
from urllib.parse import urlsplit

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
        with _connect(
            parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme, timeout
        ) as line:
            line.sendall(question)
            return bool(line.recv(1))
    except (OSError, ValueError):
        return False


def _target(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.startswith("rtsp"):
        target = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return f"{target} RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    return f"{parts.path or '/'} HTTP/1.1\r\nHost: {parts.hostname}\r\nConnection: close\r\n\r\n"


def _connect(host: str, port: int, scheme: str, timeout: float) -> socket.socket:
    line = socket.create_connection((host, port), timeout)
    if not scheme.endswith("s"):
        return line
    context = ssl.create_default_context()
    # Cameras sign their own certificates, and nothing secret is said here.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(line, server_hostname=host)
